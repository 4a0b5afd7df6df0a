strata_feed(function(part, run) {
  lines <- trimws(unlist(lapply(run$files, readLines, encoding = "UTF-8")))
  lines <- lines[lines != ""]
  list(__COLUMN__ = data.frame(code = sub(" .*", "", lines), name = ifelse(grepl(" ", lines), sub("^[^ ]* ", "", lines), "")))
})
