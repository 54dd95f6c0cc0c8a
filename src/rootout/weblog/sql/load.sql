-- Put the lines of one block into the table of requests.
insert into requests
select
    $source,
    line,
    time,
    address,
    host,
    method,
    path,
    case when marked then target end,
    status,
    size,
    referrer <> '',
    agent,
    case when regexp_matches(referrer, '{header_mark}') then referrer end,
    marked,
    odd
from (select *, regexp_matches(target, '{mark}') as marked from ({parse}))
