-- statement
CREATE OR REPLACE FUNCTION public.ledger_entry_insert() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NEW.seq <> coalesce((SELECT max(seq) FROM public.ledger_entry WHERE ledger_id = NEW.ledger_id), -1) + 1 THEN
    RAISE EXCEPTION USING MESSAGE = 'a ledger entry takes the next seq', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_entry_insert BEFORE INSERT ON public.ledger_entry
FOR EACH ROW EXECUTE FUNCTION public.ledger_entry_insert()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_head_insert() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NEW.size <> 0 OR EXISTS (SELECT 1 FROM public.ledger_head WHERE ledger_id = NEW.ledger_id) THEN
    RAISE EXCEPTION USING MESSAGE = 'a ledger head follows its entries and never goes back', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_head_insert BEFORE INSERT ON public.ledger_head
FOR EACH ROW EXECUTE FUNCTION public.ledger_head_insert()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_head_update() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NEW.ledger_id <> OLD.ledger_id OR NEW.origin <> OLD.origin
    OR NEW.size < OLD.size OR NEW.last_ts < OLD.last_ts OR NEW.size <> coalesce((SELECT max(seq) FROM public.ledger_entry WHERE ledger_id = NEW.ledger_id), -1) + 1 THEN
    RAISE EXCEPTION USING MESSAGE = 'a ledger head follows its entries and never goes back', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_head_update BEFORE UPDATE ON public.ledger_head
FOR EACH ROW EXECUTE FUNCTION public.ledger_head_update()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_personal_insert() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NEW.erased_at IS NOT NULL OR EXISTS (SELECT 1 FROM public.ledger_personal WHERE ledger_id = NEW.ledger_id AND seq = NEW.seq) THEN
    RAISE EXCEPTION USING MESSAGE = 'personal data may be erased, never changed', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_personal_insert BEFORE INSERT ON public.ledger_personal
FOR EACH ROW EXECUTE FUNCTION public.ledger_personal_insert()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_personal_update() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NEW.ledger_id <> OLD.ledger_id OR NEW.seq <> OLD.seq OR OLD.erased_at IS NOT NULL
    OR NEW.salt IS NOT NULL OR NEW.body IS NOT NULL OR NEW.erased_at IS NULL THEN
    RAISE EXCEPTION USING MESSAGE = 'personal data may be erased, never changed', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_personal_update BEFORE UPDATE ON public.ledger_personal
FOR EACH ROW EXECUTE FUNCTION public.ledger_personal_update()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_checkpoint_insert() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF EXISTS (SELECT 1 FROM public.ledger_checkpoint WHERE ledger_id = NEW.ledger_id AND size >= NEW.size) THEN
    RAISE EXCEPTION USING MESSAGE = 'a checkpoint covers more entries than the one before', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_checkpoint_insert BEFORE INSERT ON public.ledger_checkpoint
FOR EACH ROW EXECUTE FUNCTION public.ledger_checkpoint_insert()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_entry_update() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF true THEN
    RAISE EXCEPTION USING MESSAGE = 'the ledger is append-only', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_entry_update BEFORE UPDATE ON public.ledger_entry
FOR EACH ROW EXECUTE FUNCTION public.ledger_entry_update()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_checkpoint_update() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF true THEN
    RAISE EXCEPTION USING MESSAGE = 'the ledger is append-only', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_checkpoint_update BEFORE UPDATE ON public.ledger_checkpoint
FOR EACH ROW EXECUTE FUNCTION public.ledger_checkpoint_update()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_head_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF true THEN
    RAISE EXCEPTION USING MESSAGE = 'the ledger is append-only', ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_head_delete BEFORE DELETE ON public.ledger_head
FOR EACH ROW EXECUTE FUNCTION public.ledger_head_delete()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_entry_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF true THEN
    RAISE EXCEPTION USING MESSAGE = 'the ledger is append-only', ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_entry_delete BEFORE DELETE ON public.ledger_entry
FOR EACH ROW EXECUTE FUNCTION public.ledger_entry_delete()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_personal_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF true THEN
    RAISE EXCEPTION USING MESSAGE = 'the ledger is append-only', ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_personal_delete BEFORE DELETE ON public.ledger_personal
FOR EACH ROW EXECUTE FUNCTION public.ledger_personal_delete()
-- statement
CREATE OR REPLACE FUNCTION public.ledger_checkpoint_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF true THEN
    RAISE EXCEPTION USING MESSAGE = 'the ledger is append-only', ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $guard$
-- statement
CREATE OR REPLACE TRIGGER ledger_checkpoint_delete BEFORE DELETE ON public.ledger_checkpoint
FOR EACH ROW EXECUTE FUNCTION public.ledger_checkpoint_delete()
-- statement
CREATE OR REPLACE TRIGGER ledger_head_truncate BEFORE TRUNCATE ON public.ledger_head
FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_entry_delete()
-- statement
CREATE OR REPLACE TRIGGER ledger_entry_truncate BEFORE TRUNCATE ON public.ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_entry_delete()
-- statement
CREATE OR REPLACE TRIGGER ledger_personal_truncate BEFORE TRUNCATE ON public.ledger_personal
FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_entry_delete()
-- statement
CREATE OR REPLACE TRIGGER ledger_checkpoint_truncate BEFORE TRUNCATE ON public.ledger_checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_entry_delete()
