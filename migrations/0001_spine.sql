CREATE TABLE "agencies" (
	"agency_id" uuid PRIMARY KEY NOT NULL,
	"last_seq" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agencies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "changes" (
	"agency_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"op" text NOT NULL,
	"type" text NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"plan_version" integer NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"subject" text NOT NULL,
	"client_id" text NOT NULL,
	"request_id" text NOT NULL,
	"reason" text,
	"before" json,
	"after" json,
	CONSTRAINT "changes_agency_id_seq_pk" PRIMARY KEY("agency_id","seq"),
	CONSTRAINT "changes_op" CHECK (op in ('create', 'update', 'delete')),
	CONSTRAINT "changes_type" CHECK (type in ('plan', 'milestone', 'follow_up'))
);
--> statement-breakpoint
ALTER TABLE "changes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "finding_days" (
	"agency_id" uuid NOT NULL,
	"day" date NOT NULL,
	"rule" text NOT NULL,
	"severity" text NOT NULL,
	"delta" integer NOT NULL,
	CONSTRAINT "finding_days_agency_id_day_rule_severity_pk" PRIMARY KEY("agency_id","day","rule","severity")
);
--> statement-breakpoint
ALTER TABLE "finding_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "findings" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"rule" text NOT NULL,
	"severity" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"subject_external_id" text,
	"message" text NOT NULL,
	"pointer" text NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"found_at" timestamp(3) with time zone NOT NULL,
	"resolved_at" timestamp(3) with time zone,
	CONSTRAINT "findings_agency_id_id_pk" PRIMARY KEY("agency_id","id"),
	CONSTRAINT "findings_severity" CHECK (severity in ('error', 'warning', 'info'))
);
--> statement-breakpoint
ALTER TABLE "findings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "follow_ups" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"external_id" text,
	"milestone_id" uuid,
	"kind" text NOT NULL,
	"opens_on" date,
	"due_on" date NOT NULL,
	"status" text NOT NULL,
	"completed_on" date,
	"two_way" boolean NOT NULL,
	"services" json NOT NULL,
	"purpose" text,
	"outcome" json,
	"note" text,
	"attempts" json NOT NULL,
	"recorded_at" timestamp(3) with time zone,
	"quarter" integer,
	"recorded_on" date NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "follow_ups_agency_id_id_pk" PRIMARY KEY("agency_id","id"),
	CONSTRAINT "follow_ups_status" CHECK (status in ('scheduled', 'completed', 'declined', 'unreachable', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "follow_ups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "cursor_key" (
	"key" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "cursor_key" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" integer NOT NULL,
	"location" text,
	"etag" text,
	"body" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_agency_id_client_id_key_pk" PRIMARY KEY("agency_id","client_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "milestones" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"external_id" text,
	"goal_id" text,
	"parent_id" uuid,
	"statement" text NOT NULL,
	"kind" text NOT NULL,
	"start_on" date,
	"due_on" date,
	"term" text,
	"term_declared" boolean NOT NULL,
	"done_when" text,
	"responsible" json,
	"where" text,
	"alternatives" json NOT NULL,
	"alternatives_discussed" boolean NOT NULL,
	"mitigates" json NOT NULL,
	"closes" json NOT NULL,
	"status" text NOT NULL,
	"status_reason" text,
	"completed_on" date,
	"reflection" text,
	"reschedules" json NOT NULL,
	"recorded_on" date NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "milestones_agency_id_id_pk" PRIMARY KEY("agency_id","id"),
	CONSTRAINT "milestones_status" CHECK (status in ('planned', 'in_progress', 'completed', 'stopped'))
);
--> statement-breakpoint
ALTER TABLE "milestones" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plans" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"external_id" text,
	"type" text NOT NULL,
	"participant" json NOT NULL,
	"career_planner" text,
	"office" text,
	"goals" json NOT NULL,
	"strengths" json NOT NULL,
	"barriers" json NOT NULL,
	"no_barriers_identified" boolean NOT NULL,
	"gaps" json NOT NULL,
	"review_cadence" text,
	"completed_on" date,
	"closed_on" date,
	"close_reason" text,
	"recorded_on" date NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"participant_id" text GENERATED ALWAYS AS (participant ->> 'id') STORED,
	CONSTRAINT "plans_agency_id_id_pk" PRIMARY KEY("agency_id","id"),
	CONSTRAINT "plans_status" CHECK (status in ('draft', 'active', 'closed'))
);
--> statement-breakpoint
ALTER TABLE "plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "changes_plan" ON "changes" USING btree ("agency_id","plan_id","seq");--> statement-breakpoint
CREATE INDEX "findings_day" ON "findings" USING btree ("agency_id","from_on","until_on","id") WHERE resolved_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "findings_subject" ON "findings" USING btree ("agency_id","plan_id","rule","subject_id","from_on") WHERE resolved_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "follow_ups_external_id" ON "follow_ups" USING btree ("agency_id","external_id");--> statement-breakpoint
CREATE INDEX "follow_ups_plan" ON "follow_ups" USING btree ("agency_id","plan_id","id");--> statement-breakpoint
CREATE INDEX "follow_ups_due" ON "follow_ups" USING btree ("agency_id","due_on");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("agency_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "milestones_external_id" ON "milestones" USING btree ("agency_id","external_id");--> statement-breakpoint
CREATE INDEX "milestones_plan" ON "milestones" USING btree ("agency_id","plan_id","id");--> statement-breakpoint
CREATE INDEX "milestones_due" ON "milestones" USING btree ("agency_id","due_on");--> statement-breakpoint
CREATE UNIQUE INDEX "plans_external_id" ON "plans" USING btree ("agency_id","external_id");--> statement-breakpoint
CREATE INDEX "plans_participant" ON "plans" USING btree ("agency_id","participant_id","id");--> statement-breakpoint
CREATE INDEX "plans_career_planner" ON "plans" USING btree ("agency_id","career_planner","id");--> statement-breakpoint
CREATE INDEX "plans_office" ON "plans" USING btree ("agency_id","office","id");--> statement-breakpoint
CREATE POLICY "agencies_agency" ON "agencies" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "changes_agency" ON "changes" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "finding_days_agency" ON "finding_days" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "findings_agency" ON "findings" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "follow_ups_agency" ON "follow_ups" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "cursor_key_service" ON "cursor_key" AS PERMISSIVE FOR SELECT TO "career_plans_app" USING (true);--> statement-breakpoint
CREATE POLICY "idempotency_keys_agency" ON "idempotency_keys" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "milestones_agency" ON "milestones" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "plans_agency" ON "plans" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));