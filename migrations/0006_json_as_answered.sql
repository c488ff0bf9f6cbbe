-- A finding is written under the lock of its plan, and outlives a deleted draft as what was known of it then.
ALTER TABLE findings DROP CONSTRAINT findings_agency_id_plan_id_plans_agency_id_id_fk;--> statement-breakpoint
-- What was written before gets the text that a write would have kept; row-level security would hide it from the owner.
ALTER TABLE plans ADD COLUMN json text;--> statement-breakpoint
ALTER TABLE plans NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE plans t SET json = (
  SELECT row_to_json(r)::text FROM (SELECT
    t."id" AS "id", t."status" AS "status", t."external_id" AS "externalId", t."type" AS "type",
    t."participant" AS "participant", t."career_planner" AS "careerPlanner", t."office" AS "office",
    t."goals" AS "goals", t."strengths" AS "strengths", t."barriers" AS "barriers",
    t."no_barriers_identified" AS "noBarriersIdentified", t."gaps" AS "gaps", t."review_cadence" AS "reviewCadence",
    t."completed_on" AS "completedOn", t."closed_on" AS "closedOn", t."close_reason" AS "closeReason",
    t."recorded_on" AS "recordedOn", t."version" AS "version", t."created_at" AS "createdAt",
    t."updated_at" AS "updatedAt"
  ) r);--> statement-breakpoint
ALTER TABLE plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE plans ALTER COLUMN json SET NOT NULL;--> statement-breakpoint
ALTER TABLE milestones ADD COLUMN json text;--> statement-breakpoint
ALTER TABLE milestones NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE milestones t SET json = (
  SELECT row_to_json(r)::text FROM (SELECT
    t."id" AS "id", t."plan_id" AS "planId", t."external_id" AS "externalId", t."goal_id" AS "goalId",
    t."parent_id" AS "parentId", t."statement" AS "statement", t."kind" AS "kind", t."start_on" AS "startOn",
    t."due_on" AS "dueOn", t."term" AS "term", t."term_declared" AS "termDeclared", t."done_when" AS "doneWhen",
    t."responsible" AS "responsible", t."where" AS "where", t."alternatives" AS "alternatives",
    t."alternatives_discussed" AS "alternativesDiscussed", t."mitigates" AS "mitigates", t."closes" AS "closes",
    t."status" AS "status", t."status_reason" AS "statusReason", t."completed_on" AS "completedOn",
    t."reflection" AS "reflection", t."reschedules" AS "reschedules", t."recorded_on" AS "recordedOn",
    t."version" AS "version", t."created_at" AS "createdAt", t."updated_at" AS "updatedAt"
  ) r);--> statement-breakpoint
ALTER TABLE milestones FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE milestones ALTER COLUMN json SET NOT NULL;--> statement-breakpoint
ALTER TABLE follow_ups ADD COLUMN json text;--> statement-breakpoint
ALTER TABLE follow_ups NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE follow_ups t SET json = (
  SELECT row_to_json(r)::text FROM (SELECT
    t."id" AS "id", t."plan_id" AS "planId", t."external_id" AS "externalId", t."milestone_id" AS "milestoneId",
    t."kind" AS "kind", t."opens_on" AS "opensOn", t."due_on" AS "dueOn", t."status" AS "status",
    t."completed_on" AS "completedOn", t."two_way" AS "twoWay", t."services" AS "services", t."purpose" AS "purpose",
    t."outcome" AS "outcome", t."note" AS "note", t."attempts" AS "attempts", t."recorded_at" AS "recordedAt",
    t."quarter" AS "quarter", t."recorded_on" AS "recordedOn", t."version" AS "version",
    t."created_at" AS "createdAt", t."updated_at" AS "updatedAt"
  ) r);--> statement-breakpoint
ALTER TABLE follow_ups FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE follow_ups ALTER COLUMN json SET NOT NULL;--> statement-breakpoint
-- A plan is some 4 KB with it: whole in its row, with room on its page for the next version.
ALTER TABLE plans SET (toast_tuple_target = 8160);
