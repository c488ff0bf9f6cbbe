ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "status" text;--> statement-breakpoint
UPDATE periods SET status = facts ->> 'status';--> statement-breakpoint
ALTER TABLE "periods" ALTER COLUMN "status" SET NOT NULL;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;
