/** Why a search cannot go on from a checkpoint: one sentence for the user. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

/** Something in its files is not as it was written, in a few words. */
export class DamagedCheckpoint extends CheckpointError {}

/** `ENOSPC: no space left on device` of an error of the file system, without call and path. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.replace(/, \w+( '.*)?$/s, "");
}
