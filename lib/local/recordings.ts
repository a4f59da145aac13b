export { readRecording } from '../recordings/files/read-recording.ts';
export { writeRecording } from '../recordings/files/write-recording.ts';
