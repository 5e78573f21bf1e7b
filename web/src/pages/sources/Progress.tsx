/** How much of a long work is done; share is 0…1. */
export function Progress({ share, label }: { share: number; label: string }) {
  const percent = Math.max(0, Math.min(100, Math.round(share * 100)))
  return (
    <span
      className="prog"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: percent + '%' }} />
    </span>
  )
}
