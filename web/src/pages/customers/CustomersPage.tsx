import { PageWaiting } from '@/shell/PageStates'

export default function CustomersPage() {
  return <PageWaiting />
}
