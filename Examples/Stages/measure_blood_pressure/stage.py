import functools

import polars as pl
import strata_stage as strata


@functools.cache
def concepts(path):
    """The codes of a list: one a line, `#` begins a note."""
    with open(path, encoding="utf-8") as lines:
        codes = [line.split("#")[0].strip() for line in lines]
    codes = [code for code in codes if code]
    if not codes:
        raise strata.BadConfiguration(f"{path} lists no codes")
    return codes


def months_before(day, text):
    """The first day of a window such as `12 months` that ends on `day`."""
    return pl.select(pl.lit(day).dt.offset_by(f"-{text.split()[0]}mo").dt.offset_by("1d")).item()


@strata.person
def measure(part, run):
    first = months_before(run.as_of, run.parameters["window"])
    people = part.polars("people").filter("in_population").select("person")
    hypertension = (
        part.polars("conditions")
        .filter(
            pl.col("code").cast(pl.String).is_in(concepts(run.parameters["hypertension"])),
            pl.col("onset") <= run.as_of,
            pl.col("ended").is_null() | (pl.col("ended") > run.as_of),
        )
        .select("person")
        .unique()
    )
    last = (
        part.polars("observations")
        .filter(
            pl.col("code").cast(pl.String).is_in(concepts(run.parameters["systolic"])),
            pl.col("day").is_between(first, run.as_of),
        )
        .sort("day", "value")
        .group_by("person")
        .agg(pl.col("value").last())
    )
    who = people.join(hypertension, on="person").join(last, on="person", how="left").sort("person")
    controlled = (pl.col("value") < run.parameters["target"]).fill_null(False)
    return {
        "contributions": who.select(
            "person",
            indicator=pl.lit("blood-pressure-control"),
            numerator=controlled.cast(pl.Int64),
            denominator=pl.lit(1, pl.Int64),
        )
    }


strata.main()
