/** The parts of the list of tasks. */
export const taskViews = ['open', 'mine', 'overdue', 'done'] as const
export type TaskView = (typeof taskViews)[number]
