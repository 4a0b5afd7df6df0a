import polars as pl
import strata_stage as strata


@strata.person
def annotate(part, run):
    attended = part.polars("contacts").filter(pl.col("status").cast(pl.String) == "attended")
    counts = attended.group_by("person").agg(__COLUMN__=pl.len())
    people = part.polars("people").join(counts, on="person", how="left").sort("person")
    return {"people": people.select("person", pl.col("__COLUMN__").fill_null(0).cast(pl.Int32))}


strata.main()
