-- The roles: one for every statement of the service, one that looks which agencies have work for the background, and one
-- that files what was written under another participant, and erases.
-- Roles belong to the whole server, so another database may have made them, or be making them at this moment.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['career_plans_app', 'career_plans_jobs', 'career_plans_records'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
    IF NOT pg_has_role(current_user, name, 'member') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', name);
    END IF;
  END LOOP;
  IF NOT pg_has_role('career_plans_records', 'career_plans_app', 'member') THEN
    GRANT career_plans_app TO career_plans_records;
  END IF;
END
$$;
--> statement-breakpoint
CREATE TABLE "agencies" (
	"agency_id" uuid PRIMARY KEY NOT NULL,
	"last_seq" bigint NOT NULL,
	"policy_version" integer DEFAULT 1 NOT NULL,
	"rulebook" text NOT NULL,
	"findings_kept_since" date
);
--> statement-breakpoint
ALTER TABLE "agencies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "changes" (
	"agency_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"op" text NOT NULL,
	"type" text NOT NULL,
	"id" text NOT NULL,
	"participant_id" text collate "C",
	"plan_id" uuid,
	"version" integer NOT NULL,
	"plan_version" integer,
	"at" text collate "C" NOT NULL,
	"subject" text NOT NULL,
	"client_id" text NOT NULL,
	"request_id" text NOT NULL,
	"reason" text,
	"before" json,
	"after" json,
	CONSTRAINT "changes_agency_id_seq_pk" PRIMARY KEY("agency_id","seq"),
	CONSTRAINT "changes_op" CHECK (op in ('create', 'update', 'delete', 'erase')),
	CONSTRAINT "changes_type" CHECK (type in ('participant', 'plan', 'milestone', 'follow_up', 'waiver', 'policy'))
);
--> statement-breakpoint
ALTER TABLE "changes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "follow_ups" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"external_id" text,
	"kind" text NOT NULL,
	"due_on" date NOT NULL,
	"status" text NOT NULL,
	"json" text NOT NULL,
	CONSTRAINT "follow_ups_agency_id_id_pk" PRIMARY KEY("agency_id","id"),
	CONSTRAINT "follow_ups_status" CHECK (status in ('scheduled', 'completed', 'declined', 'unreachable', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "follow_ups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "milestones" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"external_id" text,
	"kind" text NOT NULL,
	"due_on" date,
	"status" text NOT NULL,
	"completed_on" date,
	"json" text NOT NULL,
	CONSTRAINT "milestones_agency_id_id_pk" PRIMARY KEY("agency_id","id"),
	CONSTRAINT "milestones_status" CHECK (status in ('planned', 'in_progress', 'completed', 'stopped'))
);
--> statement-breakpoint
ALTER TABLE "milestones" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "participants" (
	"agency_id" uuid NOT NULL,
	"id" text collate "C" NOT NULL,
	"retain_until" date,
	"json" text NOT NULL,
	CONSTRAINT "participants_agency_id_id_pk" PRIMARY KEY("agency_id","id")
);
--> statement-breakpoint
ALTER TABLE "participants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plans" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"external_id" text,
	"type" text NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"period_id" text,
	"career_planner" text,
	"office" text,
	"updated_at" text collate "C" NOT NULL,
	"json" text NOT NULL,
	CONSTRAINT "plans_agency_id_id_pk" PRIMARY KEY("agency_id","id"),
	CONSTRAINT "plans_status" CHECK (status in ('draft', 'active', 'closed'))
);
--> statement-breakpoint
ALTER TABLE "plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "waivers" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"json" text NOT NULL,
	CONSTRAINT "waivers_agency_id_id_pk" PRIMARY KEY("agency_id","id")
);
--> statement-breakpoint
ALTER TABLE "waivers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "finding_days" (
	"agency_id" uuid NOT NULL,
	"day" date NOT NULL,
	"rule" text NOT NULL,
	"severity" text NOT NULL,
	"active_delta" integer NOT NULL,
	"started" integer DEFAULT 0 NOT NULL,
	"known_delta" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "finding_days_agency_id_day_rule_severity_pk" PRIMARY KEY("agency_id","day","rule","severity")
);
--> statement-breakpoint
ALTER TABLE "finding_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "finding_months" (
	"agency_id" uuid NOT NULL,
	"month" date NOT NULL,
	"rule" text NOT NULL,
	"severity" text NOT NULL,
	"active_delta" integer NOT NULL,
	"started" integer DEFAULT 0 NOT NULL,
	"known_delta" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "finding_months_agency_id_month_rule_severity_pk" PRIMARY KEY("agency_id","month","rule","severity")
);
--> statement-breakpoint
ALTER TABLE "finding_months" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "findings" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"plan_id" uuid,
	"rule" text NOT NULL,
	"severity" text NOT NULL,
	"rank" smallint NOT NULL,
	"subject_type" text NOT NULL,
	"members" text NOT NULL,
	"said" text NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"waiver_id" uuid,
	"policy_version" integer DEFAULT 1 NOT NULL,
	"found_at" text collate "C" NOT NULL,
	"resolved_at" text collate "C",
	"known_from" date DEFAULT 'infinity' NOT NULL,
	"known_until" date DEFAULT 'infinity' NOT NULL,
	CONSTRAINT "findings_agency_id_participant_id_id_pk" PRIMARY KEY("agency_id","participant_id","id"),
	CONSTRAINT "findings_severity" CHECK (severity in ('error', 'warning', 'info'))
);
--> statement-breakpoint
ALTER TABLE "findings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
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
	"status" integer,
	"location" text,
	"etag" text,
	"body" text,
	"participant_id" text collate "C",
	"created_at" text collate "C" NOT NULL,
	CONSTRAINT "idempotency_keys_agency_id_client_id_key_pk" PRIMARY KEY("agency_id","client_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "past_periods" (
	"agency_id" uuid NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"period_id" text NOT NULL,
	"programs" json NOT NULL,
	"entered_on" date,
	"first_counseling_on" date,
	"exited_on" date,
	"trained_from" date,
	"trained_until" date,
	"due_from" date,
	"due_until" date,
	"plan_ids" uuid[] NOT NULL,
	"active_plan_ids" uuid[] NOT NULL,
	"place" json NOT NULL,
	"facts" json NOT NULL,
	"follow_ups" json NOT NULL,
	"known_from" date NOT NULL,
	"known_until" date NOT NULL,
	CONSTRAINT "past_periods_agency_id_participant_id_period_id_known_until_pk" PRIMARY KEY("agency_id","participant_id","period_id","known_until")
);
--> statement-breakpoint
ALTER TABLE "past_periods" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "periods" (
	"agency_id" uuid NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"period_id" text NOT NULL,
	"programs" json NOT NULL,
	"entered_on" date,
	"first_counseling_on" date,
	"exited_on" date,
	"trained_from" date,
	"trained_until" date,
	"due_from" date,
	"due_until" date,
	"plan_ids" uuid[] NOT NULL,
	"active_plan_ids" uuid[] NOT NULL,
	"place" json NOT NULL,
	"facts" json NOT NULL,
	"follow_ups" json NOT NULL,
	"known_from" date NOT NULL,
	CONSTRAINT "periods_agency_id_participant_id_period_id_pk" PRIMARY KEY("agency_id","participant_id","period_id")
);
--> statement-breakpoint
ALTER TABLE "periods" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "hand_overs" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"asked" json NOT NULL,
	"subject" text NOT NULL,
	"client_id" text NOT NULL,
	"request_id" text NOT NULL,
	"after_id" uuid,
	"done" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"total" integer NOT NULL,
	"started_at" text collate "C" NOT NULL,
	"finished_at" text collate "C",
	CONSTRAINT "hand_overs_agency_id_id_pk" PRIMARY KEY("agency_id","id")
);
--> statement-breakpoint
ALTER TABLE "hand_overs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluations" (
	"agency_id" uuid PRIMARY KEY NOT NULL,
	"policy_version" integer NOT NULL,
	"rulebook" text NOT NULL,
	"after_id" text collate "C",
	"rereads" boolean DEFAULT false NOT NULL,
	"done" integer NOT NULL,
	"total" integer NOT NULL,
	"started_at" text collate "C" NOT NULL,
	"advanced_at" text collate "C" NOT NULL,
	"finished_at" text collate "C"
);
--> statement-breakpoint
ALTER TABLE "evaluations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "policies" (
	"agency_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"profile" text NOT NULL,
	"values" json NOT NULL,
	"updated_at" text collate "C" NOT NULL,
	CONSTRAINT "policies_agency_id_version_pk" PRIMARY KEY("agency_id","version")
);
--> statement-breakpoint
ALTER TABLE "policies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "unread_plans" (
	"agency_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	CONSTRAINT "unread_plans_agency_id_plan_id_pk" PRIMARY KEY("agency_id","plan_id")
);
--> statement-breakpoint
ALTER TABLE "unread_plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_agency_id_participant_id_participants_agency_id_id_fk" FOREIGN KEY ("agency_id","participant_id") REFERENCES "public"."participants"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waivers" ADD CONSTRAINT "waivers_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "past_periods" ADD CONSTRAINT "past_periods_participant" FOREIGN KEY ("agency_id","participant_id") REFERENCES "public"."participants"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "periods" ADD CONSTRAINT "periods_agency_id_participant_id_participants_agency_id_id_fk" FOREIGN KEY ("agency_id","participant_id") REFERENCES "public"."participants"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "changes_plan" ON "changes" USING btree ("agency_id","plan_id","seq");--> statement-breakpoint
CREATE INDEX "changes_participant" ON "changes" USING btree ("agency_id","participant_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "follow_ups_external_id" ON "follow_ups" USING btree ("agency_id","external_id");--> statement-breakpoint
CREATE INDEX "follow_ups_plan" ON "follow_ups" USING btree ("agency_id","plan_id","id");--> statement-breakpoint
CREATE INDEX "follow_ups_due" ON "follow_ups" USING btree ("agency_id","due_on");--> statement-breakpoint
CREATE UNIQUE INDEX "milestones_external_id" ON "milestones" USING btree ("agency_id","external_id");--> statement-breakpoint
CREATE INDEX "milestones_plan" ON "milestones" USING btree ("agency_id","plan_id","id");--> statement-breakpoint
CREATE INDEX "milestones_due" ON "milestones" USING btree ("agency_id","due_on");--> statement-breakpoint
CREATE INDEX "participants_retain_until" ON "participants" USING btree ("agency_id","retain_until","id");--> statement-breakpoint
CREATE UNIQUE INDEX "plans_external_id" ON "plans" USING btree ("agency_id","external_id");--> statement-breakpoint
CREATE INDEX "plans_participant" ON "plans" USING btree ("agency_id","participant_id","id");--> statement-breakpoint
CREATE INDEX "plans_career_planner" ON "plans" USING btree ("agency_id","career_planner","id");--> statement-breakpoint
CREATE INDEX "plans_office" ON "plans" USING btree ("agency_id","office","id");--> statement-breakpoint
CREATE INDEX "waivers_plan" ON "waivers" USING btree ("agency_id","plan_id","id");--> statement-breakpoint
-- INCLUDE, which Drizzle cannot say: what holds in a plan is counted without reading its rows.
CREATE INDEX "findings_unresolved" ON "findings" USING btree ("agency_id","participant_id","plan_id") INCLUDE ("rule","from_on","until_on","waiver_id") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "findings_day" ON "findings" USING btree ("agency_id","rank","from_on","until_on","id") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "findings_resolved" ON "findings" USING btree ("agency_id","resolved_at") WHERE resolved_at is not null;--> statement-breakpoint
CREATE INDEX "findings_past" ON "findings" USING btree ("agency_id","rank","from_on","known_from","until_on","id","known_until");--> statement-breakpoint
CREATE INDEX "idempotency_keys_participant" ON "idempotency_keys" USING btree ("agency_id","participant_id") WHERE participant_id is not null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("agency_id","created_at");--> statement-breakpoint
CREATE INDEX "hand_overs_running" ON "hand_overs" USING btree ("agency_id","id") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "past_periods_exit" ON "past_periods" USING btree ("agency_id","exited_on","participant_id","period_id");--> statement-breakpoint
CREATE INDEX "past_periods_counseling" ON "past_periods" USING btree ("agency_id","first_counseling_on","participant_id","period_id");--> statement-breakpoint
CREATE INDEX "past_periods_training" ON "past_periods" USING btree ("agency_id","trained_until","trained_from","participant_id") WHERE trained_until is not null;--> statement-breakpoint
CREATE INDEX "past_periods_due" ON "past_periods" USING btree ("agency_id","due_until","due_from","participant_id") WHERE due_until is not null;--> statement-breakpoint
CREATE INDEX "past_periods_known" ON "past_periods" USING btree ("agency_id","known_until");--> statement-breakpoint
CREATE INDEX "periods_exit" ON "periods" USING btree ("agency_id","exited_on","participant_id","period_id");--> statement-breakpoint
CREATE INDEX "periods_trained_exit" ON "periods" USING btree ("agency_id","exited_on","participant_id","period_id") WHERE trained_until is not null;--> statement-breakpoint
CREATE INDEX "periods_counseling" ON "periods" USING btree ("agency_id","first_counseling_on","participant_id","period_id");--> statement-breakpoint
CREATE INDEX "periods_training" ON "periods" USING btree ("agency_id","trained_until","trained_from","participant_id") WHERE trained_until is not null;--> statement-breakpoint
CREATE INDEX "periods_due" ON "periods" USING btree ("agency_id","due_until","due_from","participant_id") WHERE due_until is not null;--> statement-breakpoint
CREATE POLICY "agencies_agency" ON "agencies" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "agencies_jobs" ON "agencies" AS PERMISSIVE FOR SELECT TO "career_plans_jobs" USING (true);--> statement-breakpoint
CREATE POLICY "changes_agency" ON "changes" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "follow_ups_agency" ON "follow_ups" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "milestones_agency" ON "milestones" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "participants_agency" ON "participants" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "plans_agency" ON "plans" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "waivers_agency" ON "waivers" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "finding_days_agency" ON "finding_days" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "finding_months_agency" ON "finding_months" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "findings_agency" ON "findings" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "cursor_key_service" ON "cursor_key" AS PERMISSIVE FOR SELECT TO "career_plans_app" USING (true);--> statement-breakpoint
CREATE POLICY "idempotency_keys_agency" ON "idempotency_keys" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "past_periods_agency" ON "past_periods" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "periods_agency" ON "periods" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "hand_overs_agency" ON "hand_overs" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "hand_overs_jobs" ON "hand_overs" AS PERMISSIVE FOR SELECT TO "career_plans_jobs" USING (true);--> statement-breakpoint
CREATE POLICY "evaluations_agency" ON "evaluations" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "evaluations_jobs" ON "evaluations" AS PERMISSIVE FOR SELECT TO "career_plans_jobs" USING (true);--> statement-breakpoint
CREATE POLICY "policies_agency" ON "policies" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "unread_plans_agency" ON "unread_plans" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid) WITH CHECK (agency_id = nullif(current_setting('app.agency_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "unread_plans_jobs" ON "unread_plans" AS PERMISSIVE FOR SELECT TO "career_plans_jobs" USING (true);--> statement-breakpoint
-- The secret that cursors are sealed with: 244 random bits. Nobody may add another one, so it is made before the guard.
INSERT INTO cursor_key (key) VALUES (gen_random_uuid()::text || gen_random_uuid()::text);--> statement-breakpoint
-- Row-level security also for the owner of the tables.
ALTER TABLE agencies FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE changes FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE cursor_key FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE evaluations FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE finding_days FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE finding_months FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE findings FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE follow_ups FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE hand_overs FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE milestones FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE participants FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE past_periods FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE policies FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE unread_plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE waivers FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- What the service may do, and no more: the history and the feed are only ever added to.
GRANT USAGE ON SCHEMA public TO career_plans_app, career_plans_jobs, career_plans_records;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON plans, milestones, follow_ups, periods, past_periods, findings, finding_days, finding_months, idempotency_keys TO career_plans_app;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON agencies, evaluations, hand_overs, participants TO career_plans_app;--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON waivers, unread_plans TO career_plans_app;--> statement-breakpoint
GRANT SELECT, INSERT ON changes, policies TO career_plans_app;--> statement-breakpoint
GRANT SELECT ON cursor_key TO career_plans_app;--> statement-breakpoint
-- Who files and erases may change what history says, and removes participants.
GRANT UPDATE ON changes TO career_plans_records;--> statement-breakpoint
GRANT DELETE ON participants TO career_plans_records;--> statement-breakpoint
-- What the role of the background may look at: which agencies have work, and in which order.
GRANT SELECT (agency_id, rulebook) ON agencies TO career_plans_jobs;--> statement-breakpoint
GRANT SELECT (agency_id) ON unread_plans TO career_plans_jobs;--> statement-breakpoint
GRANT SELECT (agency_id, rulebook, advanced_at, finished_at) ON evaluations TO career_plans_jobs;--> statement-breakpoint
GRANT SELECT (agency_id, finished_at) ON hand_overs TO career_plans_jobs;--> statement-breakpoint
-- Rows that are rewritten in place leave room for it on their page.
ALTER TABLE agencies SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE evaluations SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE finding_days SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE finding_months SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE participants SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE periods SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE plans SET (fillfactor = 50);--> statement-breakpoint
-- A row keeps its JSON with it as long as a page holds it.
ALTER TABLE changes SET (toast_tuple_target = 8160);--> statement-breakpoint
ALTER TABLE periods SET (toast_tuple_target = 8160);--> statement-breakpoint
ALTER TABLE plans SET (toast_tuple_target = 8160);
