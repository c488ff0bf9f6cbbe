-- The role that looks which agencies have work for the background. Roles belong to the whole server, so another database may
-- have made it, or be making it at this moment.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'career_plans_jobs') THEN
    BEGIN
      CREATE ROLE career_plans_jobs NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'career_plans_jobs', 'member') THEN
    GRANT career_plans_jobs TO CURRENT_USER;
  END IF;
END
$$;
