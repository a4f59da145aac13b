/** What the person at the terminal is called among those who are told; part of what is remembered as sent. */
export const terminalName = 'the terminal';
