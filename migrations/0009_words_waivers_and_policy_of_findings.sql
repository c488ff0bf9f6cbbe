ALTER TABLE "findings" ADD COLUMN "spans" text;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "waiver_id" uuid;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "policy_version" integer DEFAULT 1 NOT NULL;