with large as (
    select
        address, path, count(*) as requests, sum(size) as bytes, min(time) as first, max(time) as last
    from requests
    where size >= {large} and status between 200 and 299 and method in ('GET', 'POST')
    group by address, path
),
known as (
    select path from large group by path having count(*) >= {others}
)
select * from large
where bytes >= {least} and path not in (select path from known)
order by bytes desc, address
