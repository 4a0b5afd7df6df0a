# Alpha and beta of the prior by the method of moments (Marshall, Applied Statistics 40, 1991), for binomial counts.
prior <- function(count, total) {
  rate <- count / total
  mean <- sum(count) / sum(total)
  spread <- sum(total * (rate - mean)^2) / sum(total)
  # What is left of the spread when the chance of each area is taken out.
  between <- max(0, spread - mean * (1 - mean) / mean(total))
  if (length(total) < 2 || mean <= 0 || mean >= 1) return(NULL)
  # Where nothing is left, the prior weighs as much as everybody together.
  strength <- max(1, min(mean * (1 - mean) / between - 1, sum(total)))
  c(mean * strength, (1 - mean) * strength)
}

smoothed <- function(rows) {
  found <- prior(rows$count, rows$denominator)
  if (is.null(found)) return(NULL)
  good <- rows$figure_count + found[1]
  total <- rows$figure_denominator + sum(found)
  bounds <- function(level) qbeta(level, good, total - good)
  rows$indicator <- paste0(rows$indicator, "-smoothed")
  rows$name <- paste0(rows$name, ", smoothed")
  rows$value <- good / total
  rows$lower_95 <- bounds(0.025)
  rows$upper_95 <- bounds(0.975)
  rows$lower_998 <- bounds(0.001)
  rows$upper_998 <- bounds(0.999)
  rows$count <- good
  rows$denominator <- total
  rows$figure_count <- good
  rows$figure_denominator <- total
  rows
}

strata_whole(function(part, run) {
  rows <- part$indicators
  wanted <- rows$statistic == "proportion" & rows$scale == run$parameters$scale & rows$breakdown == "" & rows$gap == "" &
    !is.na(rows$count) & !is.na(rows$denominator) & rows$denominator > 0
  if (length(run$parameters$indicators) > 0) wanted <- wanted & rows$indicator %in% run$parameters$indicators
  rows <- rows[wanted, ]
  groups <- split(rows, list(rows$indicator, rows$basis), drop = TRUE)
  given <- do.call(rbind, lapply(groups[sort(names(groups))], smoothed))
  list(indicators = if (is.null(given)) rows[0, ] else given)
})
