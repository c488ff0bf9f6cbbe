-- What reports read whole is not compressed, and holds nothing that they do not read.
ALTER TABLE periods SET (toast_tuple_target = 8160);--> statement-breakpoint
ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE periods SET follow_ups = follow_ups::text::json, facts = jsonb_set(facts::jsonb, '{quarters}', (
  SELECT jsonb_agg(CASE jsonb_typeof(q) WHEN 'object' THEN q - 'followUpId' - 'industry' ELSE q END ORDER BY n)
  FROM jsonb_array_elements(facts::jsonb -> 'quarters') WITH ORDINALITY AS a(q, n)
))::json;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;
