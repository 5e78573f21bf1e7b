import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { api, call } from '@/api/client'
import type { components } from '@/api/schema'
import type { TaskView } from './views'

// How pages ask for tasks, and what they do with them.

type S = components['schemas']
/** Something to be done for a customer. */
export type Task = S['TaskLine']
export type TaskPage = S['TaskPage']
export type Result = S['TaskResult']
export type Outcome = Result['outcome']
export type Covers = NonNullable<Result['covers']>
export type NewTask = S['NewTask']

/** How a call can end, in the order of the buttons. */
export const callOutcomes: Outcome[] = [
  'interested',
  'not_interested',
  'call_again',
  'no_answer',
  'wrong_number',
  'refuses',
]
export const coverings: Covers[] = ['offers', 'calls', 'everything']

const often = 10_000 // ms: others take tasks meanwhile

export const tasksQuery = (view: TaskView, campaign?: string) =>
  infiniteQueryOptions({
    queryKey: ['tasks', view, campaign ?? ''],
    refetchInterval: often,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      call(
        api.GET('/v1/tasks', {
          signal,
          params: { query: { view, campaign, limit: 50, after: pageParam || undefined } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', id],
    refetchInterval: often,
    queryFn: ({ signal }) => call(api.GET('/v1/tasks/{id}', { signal, params: { path: { id } } })),
  })

export const customerTasksQuery = (id: number) =>
  queryOptions({
    queryKey: ['tasks', 'customer', id],
    queryFn: ({ signal }) => call(api.GET('/v1/customers/{id}/tasks', { signal, params: { path: { id } } })),
  })

export const callFiguresQuery = (id: string, going: boolean) =>
  queryOptions({
    queryKey: ['tasks', 'campaign', id],
    refetchInterval: going && often,
    queryFn: ({ signal }) => call(api.GET('/v1/campaigns/{id}/calls', { signal, params: { path: { id } } })),
  })

/** One thing done with tasks; every list is asked anew after it. */
export function useTaskChange<V, A>(what: (v: V) => Promise<A>, done?: (a: A) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: what,
    onSuccess: done,
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  })
}

const at = (id: string) => ({ params: { path: { id } } })
export const take = (id: string) => call(api.POST('/v1/tasks/{id}/take', at(id)))
export const release = (id: string) => call(api.POST('/v1/tasks/{id}/release', at(id)))
export const drop = (id: string) => call(api.POST('/v1/tasks/{id}/drop', at(id)))
export const takeNext = (count: number) => call(api.POST('/v1/tasks/take', { body: { count } }))
export const finish = (id: string, body: Result) => call(api.POST('/v1/tasks/{id}/result', { ...at(id), body }))
export const give = (body: NewTask) => call(api.POST('/v1/tasks', { body }))
