strata_person(function(part, run) {
  attended <- part$contacts$person[part$contacts$status == "attended"]
  people <- part$people$person
  list(people = data.frame(person = people, __COLUMN__ = tabulate(match(attended, people), length(people))))
})
