import { PageWaiting } from '@/shell/PageStates'

export default function CustomerPage() {
  return <PageWaiting />
}
