/**
 * A helper that reads and types in consoles of Windows: PowerShell with a class of its own, which goes on until nothing more is asked. It is
 * asked in lines of plain words on its standard input, one answer each; texts are base64 of UTF-8. Nothing of a prompt is ever part of it.
 *
 *   look PID START                        → screen COLUMNS X Y ROWS | scrolled COLUMNS | gone
 *   type PID START TEXT                   → done | gone
 *   press PID START X Y WORDS KEY TIMES   → done | not | gone      KEY: enter, clear
 *
 * START is when the process was made (a FILETIME; CIM knows it to the microsecond): a pid alone may be another one's. The helper belongs to
 * a console only while it does one thing there. C# 5, which every Windows can compile.
 */
const source = String.raw`
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

public static class TceConsole
{
  [StructLayout(LayoutKind.Sequential)]
  public struct Coord { public short X; public short Y; }

  [StructLayout(LayoutKind.Sequential)]
  public struct BufferInfo
  {
    public Coord Size; public Coord Cursor; public ushort Attributes;
    public short Left; public short Top; public short Right; public short Bottom;
    public Coord Largest;
  }

  [StructLayout(LayoutKind.Explicit, Size = 20)]
  public struct KeyEvent
  {
    [FieldOffset(0)] public ushort Kind;
    [FieldOffset(4)] public int IsDown;
    [FieldOffset(8)] public ushort Repeat;
    [FieldOffset(10)] public ushort Key;
    [FieldOffset(12)] public ushort Scan;
    [FieldOffset(14)] public ushort Character;
    [FieldOffset(16)] public uint Modifiers;
  }

  [DllImport("kernel32.dll")] static extern bool FreeConsole();
  [DllImport("kernel32.dll")] static extern bool AttachConsole(uint pid);
  [DllImport("kernel32.dll")] static extern bool SetConsoleCtrlHandler(IntPtr handler, bool add);
  [DllImport("kernel32.dll")] static extern IntPtr OpenProcess(uint access, bool inherit, uint pid);
  [DllImport("kernel32.dll")] static extern bool CloseHandle(IntPtr handle);
  [DllImport("kernel32.dll")]
  static extern bool GetProcessTimes(IntPtr process, out long made, out long ended, out long kernel, out long user);
  [DllImport("kernel32.dll")] static extern bool GetExitCodeProcess(IntPtr process, out uint code);
  [DllImport("kernel32.dll", CharSet = CharSet.Unicode, ExactSpelling = true)]
  static extern IntPtr CreateFileW(string name, uint access, uint share, IntPtr security, uint how, uint flags, IntPtr template);
  [DllImport("kernel32.dll")] static extern bool GetConsoleScreenBufferInfo(IntPtr screen, out BufferInfo info);
  [DllImport("kernel32.dll", ExactSpelling = true)]
  static extern bool ReadConsoleOutputCharacterW(IntPtr screen, [Out] ushort[] characters, uint length, Coord from, out uint read);
  [DllImport("kernel32.dll", ExactSpelling = true)]
  static extern bool WriteConsoleInputW(IntPtr keyboard, KeyEvent[] events, uint length, out uint written);

  const uint LimitedQuery = 0x1000, ReadWrite = 0xC0000000, Shared = 3, OpenExisting = 3, StillActive = 259, LeftControl = 8;

  public static void Run()
  {
    StreamReader asked = new StreamReader(Console.OpenStandardInput(), Encoding.ASCII);
    StreamWriter told = new StreamWriter(Console.OpenStandardOutput(), Encoding.ASCII);
    FreeConsole();
    // What its user presses there to break off a program is not meant for this one.
    SetConsoleCtrlHandler(IntPtr.Zero, true);
    for (string line = asked.ReadLine(); line != null; line = asked.ReadLine())
    {
      string answer;
      try { answer = Answer(line.Split(' ')); }
      catch (Exception problem) { answer = "failed " + problem.GetType().Name; }
      told.Write(answer + "\n");
      told.Flush();
    }
  }

  static string Answer(string[] words)
  {
    uint pid = uint.Parse(words[1]);
    if (!IsThat(pid, long.Parse(words[2])) || !AttachConsole(pid)) return "gone";
    IntPtr screen = IntPtr.Zero, keyboard = IntPtr.Zero;
    try
    {
      screen = Open("CONOUT$");
      keyboard = Open("CONIN$");
      if (words[0] == "look") return Look(screen);
      if (words[0] == "type") return Type(keyboard, Keys(TextOf(words[3])));
      if (words[0] != "press") throw new ArgumentException();
      if (!IsAsSeen(screen, words[3], words[4], TextOf(words[5]))) return "not";
      return Type(keyboard, Key(words[6], int.Parse(words[7])));
    }
    finally
    {
      CloseHandle(screen);
      CloseHandle(keyboard);
      FreeConsole();
    }
  }

  static bool IsThat(uint pid, long start)
  {
    IntPtr process = OpenProcess(LimitedQuery, false, pid);
    if (process == IntPtr.Zero) return false;
    try
    {
      long made, ended, kernel, user;
      uint code;
      if (!GetProcessTimes(process, out made, out ended, out kernel, out user)) return false;
      return made / 10 == start / 10 && GetExitCodeProcess(process, out code) && code == StillActive;
    }
    finally { CloseHandle(process); }
  }

  static IntPtr Open(string name)
  {
    IntPtr handle = CreateFileW(name, ReadWrite, Shared, IntPtr.Zero, OpenExisting, 0, IntPtr.Zero);
    if (handle == new IntPtr(-1)) throw new IOException();
    return handle;
  }

  static string Look(IntPtr screen)
  {
    BufferInfo info = InfoOf(screen);
    string columns = (info.Right - info.Left + 1).ToString();
    if (!IsInView(info)) return "scrolled " + columns;
    string place = (info.Cursor.X - info.Left) + " " + (info.Cursor.Y - info.Top);
    return "screen " + columns + " " + place + " " + Convert.ToBase64String(Encoding.UTF8.GetBytes(RowsOf(screen, info)));
  }

  static BufferInfo InfoOf(IntPtr screen)
  {
    BufferInfo info;
    if (!GetConsoleScreenBufferInfo(screen, out info)) throw new IOException();
    return info;
  }

  static bool IsInView(BufferInfo info)
  {
    return info.Left == 0 && info.Cursor.Y >= info.Top && info.Cursor.Y <= info.Bottom;
  }

  static string RowsOf(IntPtr screen, BufferInfo info)
  {
    StringBuilder rows = new StringBuilder();
    ushort[] row = new ushort[info.Right - info.Left + 1];
    for (short y = info.Top; y <= info.Bottom; y += 1)
    {
      Coord from = new Coord();
      from.X = info.Left;
      from.Y = y;
      uint read;
      if (!ReadConsoleOutputCharacterW(screen, row, (uint)row.Length, from, out read)) throw new IOException();
      if (y > info.Top) rows.Append('\n');
      for (uint x = 0; x < read; x += 1) rows.Append((char)row[x]);
    }
    return rows.ToString();
  }

  static bool IsAsSeen(IntPtr screen, string x, string y, string words)
  {
    BufferInfo info = InfoOf(screen);
    if (!IsInView(info)) return false;
    if ((info.Cursor.X - info.Left).ToString() != x || (info.Cursor.Y - info.Top).ToString() != y) return false;
    return RowsOf(screen, info).IndexOf(words, StringComparison.Ordinal) >= 0;
  }

  static string TextOf(string base64)
  {
    return base64 == "-" ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(base64));
  }

  // A line feed stays one: it is a new line where an Enter would send.
  static KeyEvent[] Keys(string text)
  {
    KeyEvent[] events = new KeyEvent[2 * text.Length];
    for (int at = 0; at < text.Length; at += 1)
    {
      events[2 * at] = Event(text[at], 0, 0, 0, true);
      events[2 * at + 1] = Event(text[at], 0, 0, 0, false);
    }
    return events;
  }

  static KeyEvent[] Key(string name, int times)
  {
    if (name != "enter" && name != "clear") throw new ArgumentException();
    bool isEnter = name == "enter";
    KeyEvent[] events = new KeyEvent[2 * times];
    for (int at = 0; at < events.Length; at += 1)
    {
      bool isDown = at % 2 == 0;
      events[at] = isEnter ? Event('\r', 0x0D, 0x1C, 0, isDown) : Event('\u0015', 0x55, 0x16, LeftControl, isDown);
    }
    return events;
  }

  static KeyEvent Event(char character, ushort key, ushort scan, uint modifiers, bool isDown)
  {
    KeyEvent one = new KeyEvent();
    one.Kind = 1;
    one.IsDown = isDown ? 1 : 0;
    one.Repeat = 1;
    one.Key = key;
    one.Scan = scan;
    one.Character = character;
    one.Modifiers = modifiers;
    return one;
  }

  static string Type(IntPtr keyboard, KeyEvent[] events)
  {
    for (int at = 0; at < events.Length; )
    {
      KeyEvent[] rest = new KeyEvent[Math.Min(events.Length - at, 512)];
      Array.Copy(events, at, rest, 0, rest.Length);
      uint written;
      if (!WriteConsoleInputW(keyboard, rest, (uint)rest.Length, out written) || written == 0) throw new IOException();
      at += (int)written;
    }
    return "done";
  }
}
`

const script = `$ErrorActionPreference = 'Stop'
Add-Type -IgnoreWarnings -TypeDefinition @'${source}'@
[TceConsole]::Run()`

/** For powershell.exe. Its standard input is the class's alone: PowerShell itself reads none of it. */
export const consoleHelperArguments: readonly string[] = [
  ...['-NoLogo', '-NoProfile', '-NonInteractive', '-InputFormat', 'None', '-ExecutionPolicy', 'Bypass'],
  ...['-Command', script],
]
