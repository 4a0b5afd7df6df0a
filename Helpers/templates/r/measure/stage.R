strata_person(function(part, run) {
  months <- as.integer(strsplit(run$parameters$window, " ")[[1]][1])
  # The window ends on the as-of date; its first day is the one after the same day so many months ago.
  year <- as.integer(format(run$as_of, "%Y"))
  month <- as.integer(format(run$as_of, "%m")) - months
  year <- year + (month - 1) %/% 12
  month <- (month - 1) %% 12 + 1
  last <- as.integer(format(as.Date(sprintf("%d-%02d-01", year + month %/% 12, month %% 12 + 1)) - 1, "%d"))
  first <- as.Date(sprintf("%d-%02d-%02d", year, month, min(as.integer(format(run$as_of, "%d")), last))) + 1
  contacts <- part$contacts
  day <- as.Date(contacts$at, tz = "UTC")
  seen <- unique(contacts$person[contacts$status == "attended" & day >= first & day <= run$as_of])
  people <- part$people[part$people$in_population, ]
  list(contributions = data.frame(
    person = people$person,
    indicator = rep("__ID__", nrow(people)),
    numerator = as.numeric(people$person %in% seen),
    denominator = rep(1, nrow(people))))
})
