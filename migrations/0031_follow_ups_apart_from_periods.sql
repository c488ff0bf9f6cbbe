ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "follow_ups" json;--> statement-breakpoint
UPDATE periods SET follow_ups = facts -> 'followUps', facts = (facts::jsonb - 'followUps')::json;--> statement-breakpoint
ALTER TABLE "periods" ALTER COLUMN "follow_ups" SET NOT NULL;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;
