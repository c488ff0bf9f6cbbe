ALTER TABLE "milestones" DROP COLUMN "goal_id";--> statement-breakpoint
ALTER TABLE "milestones" DROP COLUMN "parent_id";