select text from agents where regexp_matches(text, '{mark}')
union
select referrer from requests where referrer is not null
