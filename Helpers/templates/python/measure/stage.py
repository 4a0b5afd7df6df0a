import polars as pl
import strata_stage as strata


@strata.person
def measure(part, run):
    months = run.parameters["window"].split()[0]
    # The window ends on the as-of date; its first day is the one after the same day so many months ago.
    first = pl.select(pl.lit(run.as_of).dt.offset_by(f"-{months}mo").dt.offset_by("1d")).item()
    people = part.polars("people").filter("in_population")
    seen = (
        part.polars("contacts")
        .filter(
            pl.col("status").cast(pl.String) == "attended",
            pl.col("at").dt.date().is_between(first, run.as_of),
        )
        .select("person", seen=pl.lit(1, pl.Int64))
        .unique("person")
    )
    counted = people.join(seen, on="person", how="left").sort("person")
    return {
        "contributions": counted.select(
            "person",
            indicator=pl.lit("__ID__"),
            numerator=pl.col("seen").fill_null(0),
            denominator=pl.lit(1, pl.Int64),
        )
    }


strata.main()
