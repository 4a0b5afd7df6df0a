strata_whole(function(part, run) {
  rows <- part$indicators[part$indicators$breakdown == "", ]
  groups <- split(rows, list(rows$indicator, rows$scale), drop = TRUE)
  highest <- function(rows) data.frame(
    indicator = rows$indicator[1], scale = rows$scale[1], areas = nrow(rows),
    value = if (all(is.na(rows$value))) NA_real_ else max(rows$value, na.rm = TRUE))
  none <- data.frame(indicator = character(0), scale = character(0), areas = numeric(0), value = numeric(0))
  found <- do.call(rbind, c(list(none), lapply(groups, highest)))
  list(highest = found[order(found$indicator, found$scale, method = "radix"), ])
})
