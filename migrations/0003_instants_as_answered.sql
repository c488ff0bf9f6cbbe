-- Instants as the text that is answered: it is read 33 times in a plan with 15 parts, and formatting it costs more than the row.
ALTER TABLE "changes" ALTER COLUMN "at" SET DATA TYPE text COLLATE "C" USING to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "findings" ALTER COLUMN "found_at" SET DATA TYPE text COLLATE "C" USING to_char("found_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "findings" ALTER COLUMN "resolved_at" SET DATA TYPE text COLLATE "C" USING to_char("resolved_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "follow_ups" ALTER COLUMN "recorded_at" SET DATA TYPE text COLLATE "C" USING to_char("recorded_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "follow_ups" ALTER COLUMN "created_at" SET DATA TYPE text COLLATE "C" USING to_char("created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "follow_ups" ALTER COLUMN "updated_at" SET DATA TYPE text COLLATE "C" USING to_char("updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "idempotency_keys" ALTER COLUMN "created_at" SET DATA TYPE text COLLATE "C" USING to_char("created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "milestones" ALTER COLUMN "created_at" SET DATA TYPE text COLLATE "C" USING to_char("created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "milestones" ALTER COLUMN "updated_at" SET DATA TYPE text COLLATE "C" USING to_char("updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "plans" ALTER COLUMN "created_at" SET DATA TYPE text COLLATE "C" USING to_char("created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "plans" ALTER COLUMN "updated_at" SET DATA TYPE text COLLATE "C" USING to_char("updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');