-- statement
CREATE TRIGGER IF NOT EXISTS ledger_entry_insert BEFORE INSERT ON ledger_entry FOR EACH ROW
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM ledger_entry WHERE ledger_id = NEW.ledger_id), -1) + 1
BEGIN SELECT RAISE(ABORT, 'a ledger entry takes the next seq'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_head_insert BEFORE INSERT ON ledger_head FOR EACH ROW
WHEN NEW.size <> 0 OR EXISTS (SELECT 1 FROM ledger_head WHERE ledger_id = NEW.ledger_id)
BEGIN SELECT RAISE(ABORT, 'a ledger head follows its entries and never goes back'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_head_update BEFORE UPDATE ON ledger_head FOR EACH ROW
WHEN NEW.ledger_id <> OLD.ledger_id OR NEW.origin <> OLD.origin
    OR NEW.size < OLD.size OR NEW.last_ts < OLD.last_ts OR NEW.size <> coalesce((SELECT max(seq) FROM ledger_entry WHERE ledger_id = NEW.ledger_id), -1) + 1
BEGIN SELECT RAISE(ABORT, 'a ledger head follows its entries and never goes back'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_personal_insert BEFORE INSERT ON ledger_personal FOR EACH ROW
WHEN NEW.erased_at IS NOT NULL OR EXISTS (SELECT 1 FROM ledger_personal WHERE ledger_id = NEW.ledger_id AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'personal data may be erased, never changed'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_personal_update BEFORE UPDATE ON ledger_personal FOR EACH ROW
WHEN NEW.ledger_id <> OLD.ledger_id OR NEW.seq <> OLD.seq OR OLD.erased_at IS NOT NULL
    OR NEW.salt IS NOT NULL OR NEW.body IS NOT NULL OR NEW.erased_at IS NULL
BEGIN SELECT RAISE(ABORT, 'personal data may be erased, never changed'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_checkpoint_insert BEFORE INSERT ON ledger_checkpoint FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM ledger_checkpoint WHERE ledger_id = NEW.ledger_id AND size >= NEW.size)
BEGIN SELECT RAISE(ABORT, 'a checkpoint covers more entries than the one before'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_entry_update BEFORE UPDATE ON ledger_entry FOR EACH ROW
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_checkpoint_update BEFORE UPDATE ON ledger_checkpoint FOR EACH ROW
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_head_delete BEFORE DELETE ON ledger_head FOR EACH ROW
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_entry_delete BEFORE DELETE ON ledger_entry FOR EACH ROW
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_personal_delete BEFORE DELETE ON ledger_personal FOR EACH ROW
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
-- statement
CREATE TRIGGER IF NOT EXISTS ledger_checkpoint_delete BEFORE DELETE ON ledger_checkpoint FOR EACH ROW
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
