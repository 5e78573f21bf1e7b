/** The sign of the product. */
export function Mark() {
  return (
    <span className="mark" aria-hidden="true">
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round">
        <path d="M16.500 7A6.500 6.500 0 1 0 16.500 17" />
        <circle cx="17.5" cy="12" r="1.6" fill="currentColor" stroke="none" />
      </svg>
    </span>
  )
}
