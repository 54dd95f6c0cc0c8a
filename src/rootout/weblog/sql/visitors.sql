-- One row for each address: how much it asked for, of how many different things, and how that went.
create table visitors as
with told as (
    select
        *,
        (
            substr(path, -4) in ('.css', '.png', '.jpg', '.gif', '.svg', '.ico', '.map')
            or substr(path, -4) in ('jpeg', 'webp', 'off2', 'avif')
            or substr(path, -3) = '.js'
        ) as is_asset,
        status in (400, 403, 404, 405, 410) as is_missed
    from requests
)
select
    address,
    count(*) as requests,
    min(time) as first,
    max(time) as last,
    approx_count_distinct(case when is_missed and not is_asset then path end) as missed_pages,
    sum(case when is_missed then 1 else 0 end) as missed,
    sum(case when status between 200 and 399 then 1 else 0 end) as answered,
    sum(case when referred then 1 else 0 end) as referred,
    sum(case when is_asset then 1 else 0 end) as assets
from told
group by address
