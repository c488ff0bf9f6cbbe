/** The thread that reads texts, one by one; it imports only types from other rooms, so that it starts fast. */
import { parentPort } from 'node:worker_threads'
import type { Written } from '../document/facts.ts'
import { remarksOn } from './remarks.ts'

parentPort?.on('message', (written: Written) => parentPort?.postMessage(remarksOn(written)))
parentPort?.postMessage('ready')
