-- What was stored before these members existed answers null for them. The owner of the tables writes to all agencies.
ALTER TABLE plans NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE plans SET services = (
  SELECT coalesce(json_agg('{"trainingType":null}'::jsonb || service.item::jsonb ORDER BY service.n), '[]')
  FROM json_array_elements(services) WITH ORDINALITY AS service (item, n));--> statement-breakpoint
UPDATE plans t SET json = (
  SELECT row_to_json(r)::text FROM (SELECT
    t."id" AS "id", t."status" AS "status", t."external_id" AS "externalId", t."type" AS "type",
    t."participant" AS "participant", t."career_planner" AS "careerPlanner", t."office" AS "office",
    t."goals" AS "goals", t."strengths" AS "strengths", t."barriers" AS "barriers",
    t."no_barriers_identified" AS "noBarriersIdentified", t."gaps" AS "gaps", t."services" AS "services",
    t."assessments" AS "assessments", t."attainments" AS "attainments", t."indicators" AS "indicators",
    t."acknowledgements" AS "acknowledgements", t."copy_provided_on" AS "copyProvidedOn",
    t."review_cadence" AS "reviewCadence", t."completed_on" AS "completedOn", t."closed_on" AS "closedOn",
    t."close_reason" AS "closeReason", t."recorded_on" AS "recordedOn", t."version" AS "version",
    t."created_at" AS "createdAt", t."updated_at" AS "updatedAt"
  ) r);--> statement-breakpoint
ALTER TABLE follow_ups NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE follow_ups SET outcome = (
  '{"quarter":null,"source":null,"sameEmployerBasis":null,"wagesPaid":null,"convertsWages":false,"enrollment":null}'::jsonb
  || outcome::jsonb)::json
WHERE outcome IS NOT NULL;--> statement-breakpoint
UPDATE follow_ups t SET json = (
  SELECT row_to_json(r)::text FROM (SELECT
    t."id" AS "id", t."plan_id" AS "planId", t."external_id" AS "externalId", t."milestone_id" AS "milestoneId",
    t."kind" AS "kind", t."opens_on" AS "opensOn", t."due_on" AS "dueOn", t."status" AS "status",
    t."completed_on" AS "completedOn", t."two_way" AS "twoWay", t."services" AS "services", t."purpose" AS "purpose",
    t."outcome" AS "outcome", t."note" AS "note", t."attempts" AS "attempts", t."recorded_at" AS "recordedAt",
    t."quarter" AS "quarter", t."schedule" AS "schedule", t."recorded_on" AS "recordedOn", t."version" AS "version",
    t."created_at" AS "createdAt", t."updated_at" AS "updatedAt"
  ) r);--> statement-breakpoint
ALTER TABLE follow_ups FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- Each plan gets the period of participation that reports read, and what the new rules find of it.
ALTER TABLE agencies NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE evaluations NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO evaluations (agency_id, policy_version, rulebook, done, total, started_at, advanced_at)
SELECT a.agency_id, a.policy_version, 2, 0, (SELECT count(*) FROM plans p WHERE p.agency_id = a.agency_id), now.at, now.at
FROM agencies a, (SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at) now
ON CONFLICT (agency_id) DO UPDATE SET rulebook = excluded.rulebook, after_id = NULL, done = 0, total = excluded.total,
  started_at = excluded.started_at, advanced_at = excluded.advanced_at, finished_at = NULL;--> statement-breakpoint
ALTER TABLE evaluations FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE agencies FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE plans FORCE ROW LEVEL SECURITY;
