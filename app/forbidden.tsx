import { Banner } from '@/components/shell/banner'
import { CallerMenu } from '@/components/shell/caller'
import { withBase } from '@/lib/base-path'
import { pageCaller } from './caller'

export default async function Forbidden() {
  const caller = await pageCaller()
  return (
    <main id="main">
      <Banner title="This page needs another role." action={<CallerMenu />}>
        {caller?.name && `You are signed in as ${caller.name}, with the role ${caller.role}. `}
        Whoever runs CafeWatch can give you another. <a href={withBase('/')}>Go to the overview</a>
      </Banner>
    </main>
  )
}
