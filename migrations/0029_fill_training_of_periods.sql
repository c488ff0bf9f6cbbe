ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE periods p SET (trained_from, trained_until) = (
  SELECT min((t ->> 'startedOn')::date),
    least(max(coalesce((t ->> 'endedOn')::date, 'infinity')), coalesce(p.exited_on, 'infinity'))
  FROM json_array_elements(p.facts -> 'trainings') t
) WHERE json_array_length(p.facts -> 'trainings') > 0;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;
