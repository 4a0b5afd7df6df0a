# Stages for Strata in R: what speaks strata-stage/1 on standard input and output (Documentation/Stage-protocol.md).
#
# Copy this file beside your stage. It needs R 4.2 and jsonlite; the manifest says `protocol: lines` and
# `command: [Rscript, --vanilla, strata_stage.R, stage.R]`. The stage itself is a function:
#
#     strata_whole(function(part, run) {
#       rows <- part$indicators
#       ...
#       list(indicators = rows)
#     })
#
# The function is called for every part with a data frame a table, and gives a list of data frames by table. Print what you
# like: it goes to standard error. R has one thread: a function that works for more than 30 s calls run$progress() on the way.

suppressPackageStartupMessages(library(jsonlite))

# Nothing else may come between the lines of the protocol: whatever is printed from here on goes to standard error.
.strata <- new.env()
.strata$out <- file("/dev/stdout", open = "wb", raw = TRUE)
.strata$source <- file("stdin", open = "rb")
sink(stderr())

strata_person <- function(work) assign("work", list(grain = "person", run = work), envir = .strata)
strata_whole <- function(work) assign("work", list(grain = "whole", run = work), envir = .strata)
strata_feed <- function(work) assign("work", list(grain = "feed", run = work), envir = .strata)

# The data cannot be worked with; something is not there for now; the parameters cannot be worked with.
strata_bad_data <- function(message) .strata_end(message, 65)
strata_temporary <- function(message) .strata_end(message, 75)
strata_bad_configuration <- function(message) .strata_end(message, 78)

.strata_end <- function(message, status) {
  cat(message, "\n", file = stderr())
  quit(save = "no", status = status, runLast = FALSE)
}

.strata_say <- function(...) {
  .strata_put(as.character(toJSON(list(...), auto_unbox = TRUE, digits = NA, null = "null")))
}

# Text is UTF-8 on the way out and in, whatever the locale.
.strata_put <- function(lines) {
  writeLines(enc2utf8(lines), .strata$out, useBytes = TRUE)
  flush(.strata$out)
}

.strata_line <- function() {
  line <- readLines(.strata$source, n = 1, warn = FALSE)
  Encoding(line) <- "UTF-8"
  line
}

# A column as R has it, of the values that JSON gave.
.strata_column <- function(values, type) {
  if (is.null(values)) values <- NA
  switch(type,
    date = as.Date(as.character(values)),
    timestamp = as.POSIXct(as.character(values), format = "%Y-%m-%dT%H:%M:%S", tz = "UTC"),
    bool = as.logical(values),
    utf8 = , dictionary = as.character(values),
    as.numeric(values))
}

# A column as JSON takes it; the manifest says which type it has.
.strata_values <- function(values, type, what) {
  wrong <- function() stop(what, " is no ", type, call. = FALSE)
  if (type %in% c("int32", "int64")) {
    if (!is.numeric(values) || any(values != round(values), na.rm = TRUE)) wrong()
    if (all(abs(values) < 2^31, na.rm = TRUE)) as.integer(values) else values
  } else if (type == "float64") {
    if (!is.numeric(values) || any(is.infinite(values))) wrong()
    ifelse(is.nan(values), NA_real_, as.numeric(values))
  } else if (type == "bool") {
    if (!is.logical(values)) wrong()
    values
  } else if (type == "date") {
    format(as.Date(values), "%Y-%m-%d")
  } else if (type == "timestamp") {
    format(values, "%Y-%m-%dT%H:%M:%S")
  } else {
    as.character(values)
  }
}

.strata_part <- function(lines, inputs) {
  tables <- list()
  read <- if (length(lines) > 0) fromJSON(paste0("[", paste(lines, collapse = ","), "]")) else NULL
  for (name in names(inputs)) {
    columns <- inputs[[name]]
    rows <- if (is.null(read)) NULL else read$row[read$table == name, , drop = FALSE]
    count <- if (is.null(rows)) 0 else nrow(rows)
    table <- lapply(seq_len(nrow(columns)), function(place) {
      values <- if (count > 0) rows[[columns$name[place]]] else logical(0)
      if (is.null(values)) values <- rep(NA, count)
      .strata_column(values, columns$type[place])
    })
    names(table) <- columns$name
    tables[[name]] <- as.data.frame(table, check.names = FALSE, stringsAsFactors = FALSE)
  }
  tables
}

.strata_write <- function(name, table, columns) {
  missing <- setdiff(columns$name, names(table))
  if (length(missing) > 0) stop("table '", name, "' lacks ", paste(missing, collapse = ", "), call. = FALSE)
  if (nrow(table) == 0) return(0)
  given <- lapply(seq_len(nrow(columns)), function(place) {
    column <- columns$name[place]
    values <- .strata_values(table[[column]], columns$type[place], paste0("column '", column, "' of table '", name, "'"))
    if (!isTRUE(columns$optional[place]) && anyNA(values)) {
      stop("column '", column, "' of table '", name, "' lacks values, which the manifest does not allow", call. = FALSE)
    }
    values
  })
  names(given) <- columns$name
  rows <- rawConnection(raw(0), open = "wb")
  stream_out(as.data.frame(given, check.names = FALSE, stringsAsFactors = FALSE), rows, verbose = FALSE, digits = NA, na = "null")
  text <- rawToChar(rawConnectionValue(rows))
  close(rows)
  Encoding(text) <- "UTF-8"
  text <- strsplit(text, "\n", fixed = TRUE)[[1]]
  .strata_put(paste0('{"table":', toJSON(name, auto_unbox = TRUE), ',"row":', text, "}"))
  nrow(table)
}

strata_main <- function() {
  status <- tryCatch(.strata_talk(), error = function(fault) {
    cat("Error:", conditionMessage(fault), "\n", file = stderr())
    70
  })
  quit(save = "no", status = status, runLast = FALSE)
}

.strata_talk <- function() {
  hello <- fromJSON(.strata_line())
  if (.strata$work$grain != hello$grain) {
    strata_bad_configuration(paste0("stage.yaml says grain ", hello$grain, ", the stage has strata_", .strata$work$grain))
  }
  ready <- hello$ready
  columns <- function(table) lapply(seq_len(nrow(table)), function(place) as.list(table[place, ]))
  .strata_say(type = "ready", protocol = ready$protocol, stage = ready$stage, version = ready$version,
    outputs = lapply(ready$outputs, columns))
  .strata$rejects <- 0
  .strata$dropped <- list()
  run <- list(
    parameters = hello$parameters, files = hello$files, as_of = as.Date(hello$as_of), timezone = hello$timezone,
    seed = hello$seed, id = hello$run, pipeline = hello$pipeline, stage = hello$stage, scratch = hello$scratch,
    log = function(message, level = "info") .strata_say(type = "log", level = level, message = substr(message, 1, 500)),
    progress = function(done = 0, of = 0) .strata_say(type = "progress", done = done, of = of),
    reject = function(table, row, column, code) {
      # Rows count from 0 in the protocol, and from 1 in R.
      .strata$rejects <- .strata$rejects + 1
      .strata_say(type = "reject", table = table, row = row - 1, column = column, code = code)
    },
    dropped = function(rule, count = 1) {
      before <- if (is.null(.strata$dropped[[rule]])) 0 else .strata$dropped[[rule]]
      .strata$dropped[[rule]] <- before + count
    })
  set.seed(hello$seed %% .Machine$integer.max)
  rows_in <- sapply(names(hello$inputs), function(name) 0, simplify = FALSE)
  rows_out <- sapply(names(ready$outputs), function(name) 0, simplify = FALSE)
  lines <- character(0)
  taken <- list()
  repeat {
    line <- .strata_line()
    if (length(line) == 0) return(70)
    if (startsWith(line, '{"table"')) {
      taken[[length(taken) + 1]] <- line
      next
    }
    message <- fromJSON(line)
    if (message$type == "end_input") break
    if (message$type != "end_part") next
    part <- .strata_part(unlist(taken), hello$inputs)
    taken <- list()
    for (name in names(part)) rows_in[[name]] <- rows_in[[name]] + nrow(part[[name]])
    given <- .strata$work$run(part, run)
    unknown <- setdiff(names(given), names(ready$outputs))
    if (length(unknown) > 0) stop("the manifest writes no table ", paste(unknown, collapse = ", "), call. = FALSE)
    missing <- setdiff(names(ready$outputs), names(given))
    if (length(missing) > 0) {
      stop("the function gave no table ", paste(missing, collapse = ", "), "; return one without rows where there are none",
        call. = FALSE)
    }
    for (name in names(given)) {
      rows_out[[name]] <- rows_out[[name]] + .strata_write(name, given[[name]], ready$outputs[[name]])
    }
    .strata_say(type = "end_part", part = message$part)
  }
  object <- function(list) if (length(list) == 0) structure(list(), names = character(0)) else list
  .strata_say(type = "done", rows_in = object(rows_in), rows_out = object(rows_out), rejects = .strata$rejects,
    dropped = object(.strata$dropped))
  close(.strata$out)
  0
}

# The stage is the argument; what it writes while it is read is moved aside already.
.strata$argument <- commandArgs(trailingOnly = TRUE)
if (length(.strata$argument) == 1) {
  status <- tryCatch({ source(.strata$argument); 0 }, error = function(fault) {
    cat("Error:", conditionMessage(fault), "\n", file = stderr())
    70
  })
  if (status != 0) quit(save = "no", status = status, runLast = FALSE)
  strata_main()
}
