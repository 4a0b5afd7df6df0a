import polars as pl
import strata_stage as strata


@strata.feed
def read(part, run):
    rows = []
    for path in run.files:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                code, _, name = line.strip().partition(" ")
                if code:
                    rows.append((code, name))
    return {"__COLUMN__": pl.DataFrame(rows, schema={"code": pl.String, "name": pl.String}, orient="row")}


strata.main()
