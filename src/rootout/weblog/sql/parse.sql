-- Split the lines of one block ($text, whose first line is number $first) as reader.py would.
-- A line that is not ordinary comes back whole in `odd`, for the reference parser.
with block as (
    -- the case keeps DuckDB from computing the list while it plans, which takes four times as long
    select string_split(case when i >= 0 then $text end, chr(10)) as lines from range(1) as one(i)
),
lines as (
    select unnest(range($first, $first + len(lines))) as line, unnest(lines) as text from block
),
quoted as (
    select line, text, string_split(text, '"') as parts from lines
),
worded as (
    select
        line,
        text,
        parts,
        string_split(parts[1], ' ') as head,
        string_split(parts[2], ' ') as request,
        string_split(parts[3], ' ') as numbers,
        len(parts) >= 7 as is_combined
    from quoted
),
shaped as (
    select
        *,
        try_strptime(substr(parts[1], -28, 26), '%d/%b/%Y:%H:%M:%S %z') as clock,
        coalesce(
            (
                (is_combined and len(numbers) = 4 and parts[5] = ' '
                    and (starts_with(parts[7], ' ') or (parts[7] = '' and len(parts) = 7)))
                or (len(parts) = 3 and len(numbers) = 3)
            )
            and not contains(text, '\"')
            and strlen(text) <= {longest}
            and len(request) = 3
            and regexp_full_match(request[1], 'GET|POST|HEAD|PUT|OPTIONS|DELETE|PATCH')
            and starts_with(request[3], 'HTTP/')
            and regexp_full_match(parts[1], '{head}')
            and regexp_full_match(parts[3], '{numbers}')
            and clock is not null,
            false
        ) as is_ordinary
    from worded
)
select
    line,
    case when is_ordinary then epoch_us(clock) // 1000000 end as time,
    case when contains(head[-6], '.') and contains(head[-6], ':') then substr(head[-6], 8)
        else head[-6] end as address,
    case when len(head) = 7 then head[1] end as host,
    case when head[-4] = '-' then '' else head[-4] end as user,
    request[1] as method,
    split_part(request[2], '?', 1) as path,
    request[2] as target,
    try_cast(numbers[2] as smallint) as status,
    case when numbers[3] = '-' then 0 else try_cast(numbers[3] as bigint) end as size,
    case when is_combined then case when parts[4] = '-' then '' else parts[4] end end as referrer,
    case when is_combined then case when parts[6] = '-' then '' else parts[6] end end as agent,
    case when not is_ordinary then left(text, {longest} + 1) end as odd
from shaped
