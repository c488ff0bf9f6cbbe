-- What was stored before these members existed answers null for them. The owner of the tables writes to all agencies.
ALTER TABLE plans NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE plans SET participant =
  ('{"eligibleOn":null,"lastServiceOn":null,"nextServiceOn":null,"followUpDecision":null}'::jsonb || participant::jsonb)::json;--> statement-breakpoint
UPDATE plans t SET json = (
  SELECT row_to_json(r)::text FROM (SELECT
    t."id" AS "id", t."status" AS "status", t."external_id" AS "externalId", t."type" AS "type",
    t."participant" AS "participant", t."career_planner" AS "careerPlanner", t."office" AS "office",
    t."goals" AS "goals", t."strengths" AS "strengths", t."barriers" AS "barriers",
    t."no_barriers_identified" AS "noBarriersIdentified", t."gaps" AS "gaps", t."services" AS "services",
    t."assessments" AS "assessments", t."indicators" AS "indicators", t."acknowledgements" AS "acknowledgements",
    t."copy_provided_on" AS "copyProvidedOn", t."review_cadence" AS "reviewCadence",
    t."completed_on" AS "completedOn", t."closed_on" AS "closedOn", t."close_reason" AS "closeReason",
    t."recorded_on" AS "recordedOn", t."version" AS "version", t."created_at" AS "createdAt",
    t."updated_at" AS "updatedAt"
  ) r);--> statement-breakpoint
ALTER TABLE plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE follow_ups NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE follow_ups SET outcome =
  jsonb_set(outcome::jsonb, '{evidence}', '{"element":null,"status":null}'::jsonb || (outcome -> 'evidence')::jsonb)::json
WHERE json_typeof(outcome -> 'evidence') = 'object';--> statement-breakpoint
UPDATE follow_ups t SET json = (
  SELECT row_to_json(r)::text FROM (SELECT
    t."id" AS "id", t."plan_id" AS "planId", t."external_id" AS "externalId", t."milestone_id" AS "milestoneId",
    t."kind" AS "kind", t."opens_on" AS "opensOn", t."due_on" AS "dueOn", t."status" AS "status",
    t."completed_on" AS "completedOn", t."two_way" AS "twoWay", t."services" AS "services", t."purpose" AS "purpose",
    t."outcome" AS "outcome", t."note" AS "note", t."attempts" AS "attempts", t."recorded_at" AS "recordedAt",
    t."quarter" AS "quarter", t."recorded_on" AS "recordedOn", t."version" AS "version",
    t."created_at" AS "createdAt", t."updated_at" AS "updatedAt"
  ) r)
WHERE json_typeof(outcome -> 'evidence') = 'object';--> statement-breakpoint
ALTER TABLE follow_ups FORCE ROW LEVEL SECURITY;
