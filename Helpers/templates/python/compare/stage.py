import polars as pl
import strata_stage as strata


@strata.whole
def compare(part, run):
    rows = part.polars("indicators").with_columns(pl.col("indicator", "scale", "breakdown").cast(pl.String))
    highest = (
        rows.filter(pl.col("breakdown") == "")
        .group_by("indicator", "scale")
        .agg(areas=pl.len().cast(pl.Int32), value=pl.col("value").max())
        .sort("indicator", "scale")
    )
    return {"highest": highest}


strata.main()
