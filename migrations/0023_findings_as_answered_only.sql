ALTER TABLE "findings" ALTER COLUMN "content" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "subject_id";--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "subject_external_id";--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "message";--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "pointer";--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "spans";--> statement-breakpoint
-- Room on the page for the next version of a period, which a write to its plan makes.
ALTER TABLE periods SET (fillfactor = 80);
