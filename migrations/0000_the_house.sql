CREATE TABLE "comments" (
	"id" text PRIMARY KEY NOT NULL,
	"proposal" text NOT NULL,
	"author" text NOT NULL,
	"body" text,
	"language" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "comments_withdrawn_are_empty" CHECK (("comments"."withdrawn_at" is null) = ("comments"."body" is not null))
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"proposal" text PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"outcome" text NOT NULL,
	"tally" jsonb NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"review_on" timestamp (3) with time zone NOT NULL,
	"effect_state" text NOT NULL,
	"effect_refusal" text,
	"record_seq" integer NOT NULL,
	"record_hash" text NOT NULL,
	CONSTRAINT "decisions_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "electors" (
	"proposal" text NOT NULL,
	"member" text NOT NULL,
	"left_at" timestamp (3) with time zone,
	CONSTRAINT "electors_proposal_member_pk" PRIMARY KEY("proposal","member")
);
--> statement-breakpoint
CREATE TABLE "proposal_texts" (
	"proposal" text NOT NULL,
	"version" integer NOT NULL,
	"author" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"body" text NOT NULL,
	"language" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	"salt" "bytea" NOT NULL,
	CONSTRAINT "proposal_texts_proposal_version_pk" PRIMARY KEY("proposal","version")
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"author" text NOT NULL,
	"method" text NOT NULL,
	"effect" jsonb,
	"review_after_days" integer NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	"discussed_from" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "votes" (
	"proposal" text NOT NULL,
	"member" text NOT NULL,
	"choice" text NOT NULL,
	"reason" text,
	"principle" text,
	"cast_at" timestamp (3) with time zone NOT NULL,
	"changes" integer DEFAULT 0 NOT NULL,
	"salt" "bytea" NOT NULL,
	CONSTRAINT "votes_proposal_member_pk" PRIMARY KEY("proposal","member")
);
--> statement-breakpoint
CREATE TABLE "votings" (
	"proposal" text PRIMARY KEY NOT NULL,
	"text_version" integer NOT NULL,
	"method" text NOT NULL,
	"rules" jsonb NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closes_at" timestamp (3) with time zone NOT NULL,
	"closes_wall_clock" text NOT NULL,
	"closes_zone" text NOT NULL,
	"roll_digest" text NOT NULL,
	"seed" "bytea" NOT NULL,
	"closed_early_by" text,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "votings_close_after_they_open" CHECK ("votings"."closes_at" >= "votings"."opened_at")
);
--> statement-breakpoint
CREATE TABLE "collectives" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"id" text NOT NULL,
	"handle" text NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"locale" text NOT NULL,
	"languages" text[] NOT NULL,
	"time_zone" text NOT NULL,
	"origin" text NOT NULL,
	"voting_at_least_seconds" integer NOT NULL,
	"founded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "collectives_only_one" CHECK ("collectives"."only")
);
--> statement-breakpoint
CREATE TABLE "founding_links" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"digest" text NOT NULL,
	"shown_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "founding_links_only_one" CHECK ("founding_links"."only")
);
--> statement-breakpoint
CREATE TABLE "mandates" (
	"id" text PRIMARY KEY NOT NULL,
	"office" text NOT NULL,
	"holder" text NOT NULL,
	"powers" text[] NOT NULL,
	"source" text NOT NULL,
	"source_id" text NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	"salt" "bytea" NOT NULL,
	CONSTRAINT "mandates_end_after_they_start" CHECK ("mandates"."ends_at" > "mandates"."starts_at"),
	CONSTRAINT "mandates_grant_something" CHECK (cardinality("mandates"."powers") > 0),
	CONSTRAINT "mandates_end_for_a_reason" CHECK (("mandates"."ended_at" is null) = ("mandates"."end_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"inviter" text NOT NULL,
	"mandate" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"used_by" text,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "invitations_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "known_devices" (
	"digest" text PRIMARY KEY NOT NULL,
	"member" text NOT NULL,
	"known_since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" text PRIMARY KEY NOT NULL,
	"handle" text,
	"salt" "bytea",
	"passphrase_hash" text,
	"locale" text NOT NULL,
	"time_zone" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone,
	CONSTRAINT "members_credentials_end_with_membership" CHECK ("members"."left_at" is null or "members"."passphrase_hash" is null)
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"digest" text PRIMARY KEY NOT NULL,
	"member" text NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"member" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_week" text NOT NULL,
	CONSTRAINT "sessions_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"tried_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"member" text NOT NULL,
	"label" text NOT NULL,
	"scope" text NOT NULL,
	"made_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_week" text,
	CONSTRAINT "tokens_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "journal_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"happened_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "records" (
	"audience" text NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"leaf" text NOT NULL,
	"hash" text NOT NULL,
	"prev" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "records_audience_seq_pk" PRIMARY KEY("audience","seq"),
	CONSTRAINT "records_hash_unique" UNIQUE("hash"),
	CONSTRAINT "records_prev_unique" UNIQUE("prev")
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" text PRIMARY KEY NOT NULL,
	"carried_out_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_proposal_proposals_id_fk" FOREIGN KEY ("proposal") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_proposal_votings_proposal_fk" FOREIGN KEY ("proposal") REFERENCES "public"."votings"("proposal") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "electors" ADD CONSTRAINT "electors_proposal_votings_proposal_fk" FOREIGN KEY ("proposal") REFERENCES "public"."votings"("proposal") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposal_texts" ADD CONSTRAINT "proposal_texts_proposal_proposals_id_fk" FOREIGN KEY ("proposal") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votings" ADD CONSTRAINT "votings_proposal_proposals_id_fk" FOREIGN KEY ("proposal") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_inviter_members_id_fk" FOREIGN KEY ("inviter") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_used_by_members_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_member_members_id_fk" FOREIGN KEY ("member") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_member_members_id_fk" FOREIGN KEY ("member") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_member_members_id_fk" FOREIGN KEY ("member") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_member_members_id_fk" FOREIGN KEY ("member") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comments_by_proposal" ON "comments" USING btree ("proposal","written_at");--> statement-breakpoint
CREATE INDEX "decisions_by_time" ON "decisions" USING btree ("decided_at");--> statement-breakpoint
CREATE INDEX "electors_by_member" ON "electors" USING btree ("member");--> statement-breakpoint
CREATE INDEX "votings_undecided" ON "votings" USING btree ("closes_at","proposal") WHERE "votings"."decided_at" is null;--> statement-breakpoint
CREATE INDEX "mandates_by_holder" ON "mandates" USING btree ("holder","ends_at");--> statement-breakpoint
CREATE INDEX "invitations_by_inviter" ON "invitations" USING btree ("inviter","created_at");--> statement-breakpoint
CREATE INDEX "known_devices_by_member" ON "known_devices" USING btree ("member");--> statement-breakpoint
CREATE UNIQUE INDEX "members_handle_once" ON "members" USING btree ("handle");--> statement-breakpoint
CREATE INDEX "sessions_by_member" ON "sessions" USING btree ("member");--> statement-breakpoint
CREATE INDEX "tokens_by_member" ON "tokens" USING btree ("member");--> statement-breakpoint
CREATE INDEX "journal_by_type" ON "journal" USING btree ("type","number");--> statement-breakpoint
-- What is recorded is never rewritten, not even by this node's own code: the record, the versions
-- of a text, and decisions take new rows only. Corrections are new entries.
CREATE FUNCTION "refuse_rewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "records_are_final" BEFORE UPDATE OR DELETE ON "records" FOR EACH ROW EXECUTE FUNCTION "refuse_rewriting"();--> statement-breakpoint
CREATE TRIGGER "records_stay" BEFORE TRUNCATE ON "records" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewriting"();--> statement-breakpoint
CREATE TRIGGER "decisions_are_final" BEFORE UPDATE OR DELETE ON "decisions" FOR EACH ROW EXECUTE FUNCTION "refuse_rewriting"();--> statement-breakpoint
CREATE TRIGGER "proposal_texts_are_final" BEFORE UPDATE OR DELETE ON "proposal_texts" FOR EACH ROW EXECUTE FUNCTION "refuse_rewriting"();--> statement-breakpoint
CREATE TRIGGER "decisions_stay" BEFORE TRUNCATE ON "decisions" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewriting"();--> statement-breakpoint
CREATE TRIGGER "proposal_texts_stay" BEFORE TRUNCATE ON "proposal_texts" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewriting"();--> statement-breakpoint
CREATE TRIGGER "votes_stay" BEFORE TRUNCATE ON "votes" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewriting"();--> statement-breakpoint
-- After the deadline a ballot is as it was: no later command, however wrong, changes what was counted.
CREATE FUNCTION "refuse_counted_ballots"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "votings" WHERE "proposal" IN (NEW."proposal", OLD."proposal") AND "decided_at" IS NOT NULL) THEN
    RAISE EXCEPTION 'the ballots of a decided vote are never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;--> statement-breakpoint
CREATE TRIGGER "votes_are_final_once_counted" BEFORE INSERT OR UPDATE OR DELETE ON "votes" FOR EACH ROW EXECUTE FUNCTION "refuse_counted_ballots"();
