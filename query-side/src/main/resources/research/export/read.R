# Reads all tables of this export into a list. In this folder:  source("read.R"); study$sessions
files <- list.files("data", pattern = "[.]csv$", full.names = TRUE)
study <- lapply(files, read.csv, na.strings = "", fileEncoding = "UTF-8", stringsAsFactors = FALSE)
names(study) <- sub("[.]csv$", "", basename(files))
