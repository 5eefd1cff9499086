import { packageAlone } from './cloudwatch/package-alone'

const folder = 'dist/cloudwatch'

await packageAlone(folder)
console.log(`${folder}: npx ./${folder} --port 0`)
