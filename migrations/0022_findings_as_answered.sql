ALTER TABLE "findings" ADD COLUMN "content" text;--> statement-breakpoint
-- What was stored before is kept as it would be written now. The owner of the tables writes to all agencies.
ALTER TABLE findings NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE findings SET content = concat('{"rule":"', rule, '","severity":"', severity, '","subject":{"type":"', subject_type,
  '","id":"', subject_id, '","externalId":', coalesce(to_json(subject_external_id)::text, 'null'), '},"planId":"', plan_id,
  '","message":', to_json(message), ',"pointer":', to_json(pointer), ',"spans":', coalesce(spans, 'null'), ',"from":"', from_on,
  '","until":', coalesce(to_json(nullif(until_on, 'infinity'))::text, 'null'), ',"waivedBy":',
  coalesce(to_json(waiver_id)::text, 'null'), ',"policyVersion":', policy_version, '}');--> statement-breakpoint
ALTER TABLE findings FORCE ROW LEVEL SECURITY;
