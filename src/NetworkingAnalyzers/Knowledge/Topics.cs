using System;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// What a member of .NET's API means for a connection. A member can have several. The tables beside this file say which
/// member has which; a rule watches topics, never names.
/// </summary>
[Flags]
internal enum Topics : ulong
{
    None = 0,

    /// <summary>Returns (perhaps as a task, or inside a result struct) how many bytes came: <c>Socket.Receive</c>, <c>Stream.Read</c>.</summary>
    ReceivesBytes = 1UL << 0,

    /// <summary>Reads bytes and fills the buffer or throws: <c>ReadExactly</c>.</summary>
    ReceivesExactly = 1UL << 1,

    /// <summary>Reads text, a line or a value through a reader: <c>StreamReader.ReadLine</c>, <c>BinaryReader.ReadInt32</c>.</summary>
    ReadsThroughReader = 1UL << 2,

    /// <summary>Hands bytes to the kernel (or to a stream that does): <c>Socket.Send</c>, <c>Stream.Write</c>.</summary>
    SendsBytes = 1UL << 3,

    /// <summary>Writes text or values through a writer: <c>StreamWriter.WriteLine</c>.</summary>
    WritesThroughWriter = 1UL << 4,

    /// <summary>Takes a connection (or an HTTP context) off a queue: <c>Socket.Accept</c>, <c>TcpListener.AcceptTcpClientAsync</c>, <c>HttpListener.GetContext</c>.</summary>
    Accepts = 1UL << 5,

    /// <summary>Opens a connection.</summary>
    Connects = 1UL << 6,

    /// <summary>TLS or SASL handshake on a stream.</summary>
    Handshakes = 1UL << 7,

    /// <summary>Starts listening; may set the backlog.</summary>
    Listens = 1UL << 8,

    /// <summary><c>XxxAsync(SocketAsyncEventArgs)</c>: false means that it completed at once and raises no event.</summary>
    CompletesThroughArgs = 1UL << 9,

    /// <summary><c>BeginXxx</c>: starts an operation that a callback ends.</summary>
    Begins = 1UL << 10,

    /// <summary><c>EndXxx</c>: ends what a <c>BeginXxx</c> started; throws its error.</summary>
    Ends = 1UL << 11,

    /// <summary>Blocks its thread until the network answers.</summary>
    BlocksOnNetwork = 1UL << 12,

    /// <summary>Returns a task (or completes otherwise later): its timeout properties do not count.</summary>
    Asynchronous = 1UL << 13,

    /// <summary>Closes or disposes what it is called on.</summary>
    Releases = 1UL << 14,

    /// <summary>Gives a socket an option: <c>SetSocketOption</c>, <c>IOControl</c>.</summary>
    SetsOption = 1UL << 15,

    /// <summary>A timeout in milliseconds that only blocking calls obey: <c>ReceiveTimeout</c>, <c>ReadTimeout</c>.</summary>
    BlockingTimeout = 1UL << 16,

    /// <summary>Says what was true at the last call: <c>Connected</c>.</summary>
    RemembersConnected = 1UL << 17,

    /// <summary>Text to bytes: <c>Encoding.GetBytes</c>.</summary>
    Encodes = 1UL << 18,

    /// <summary>Bytes to text: <c>Encoding.GetString</c>.</summary>
    Decodes = 1UL << 19,

    /// <summary>Fixed-size bytes to a number: <c>BitConverter.ToInt32</c>, <c>BinaryPrimitives.ReadInt32BigEndian</c>.</summary>
    ParsesNumber = 1UL << 20,

    /// <summary>Starts a thread, or queues work to one: <c>new Thread</c>, <c>ThreadPool.QueueUserWorkItem</c>, <c>Task.Run</c>.</summary>
    StartsWork = 1UL << 21,

    /// <summary>Blocks its thread for a time or for another thread: <c>Thread.Sleep</c>, <c>Task.Wait</c>, <c>Task.Result</c>.</summary>
    BlocksThread = 1UL << 22,

    /// <summary>Keeps a processor busy for long: key derivation, compression at its slowest level.</summary>
    BurnsCpu = 1UL << 23,

    /// <summary>Creates a connection object that its creator must dispose: <c>new Socket</c>, <c>new TcpClient</c>.</summary>
    CreatesConnection = 1UL << 24,

    /// <summary>A length of text in UTF-16 units: <c>string.Length</c>.</summary>
    CountsCharacters = 1UL << 25,

    /// <summary>Says how many bytes follow: <c>ContentLength64</c>, <c>Content-Length</c>.</summary>
    DeclaresLength = 1UL << 26,

    /// <summary>One byte, or -1 at the end: <c>Stream.ReadByte</c>.</summary>
    ReadsOneByte = 1UL << 42,

    /// <summary>One line, or null at the end: <c>TextReader.ReadLine</c>.</summary>
    ReadsLine = 1UL << 43,

    /// <summary>How many bytes wait, or whether any do: <c>Available</c>, <c>DataAvailable</c>, <c>Poll</c>.</summary>
    CountsWaitingBytes = 1UL << 41,

    /// <summary>Carries one datagram, whole or cut: there is no stream to frame.</summary>
    Datagram = 1UL << 40,

    /// <summary>Ends a wait after a time: <c>CancelAfter</c>, <c>WaitAsync(TimeSpan)</c>.</summary>
    SetsDeadline = 1UL << 27,

    /// <summary>Is given the code that answers requests or serves connections: <c>MapGet</c>, <c>Use</c>, <c>Run</c>.</summary>
    TakesHandler = 1UL << 28,

    /// <summary>Blocks its thread until somebody gives a signal: <c>WaitHandle.WaitOne</c>.</summary>
    WaitsForSignal = 1UL << 29,

    /// <summary>Asks a name server, or sends a whole request, and blocks its thread until the answer is there.</summary>
    AsksAndWaits = 1UL << 30,

    /// <summary>Hashes or encrypts the bytes it is given: cheap once, dear in a long loop.</summary>
    DigestsBytes = 1UL << 31,

    /// <summary>Says whether bytes wait to be read, or makes calls return at once: <c>Available</c>, <c>DataAvailable</c>, <c>Poll</c>, <c>Blocking</c>.</summary>
    AvoidsWaiting = 1UL << 32,

    /// <summary>Gives its caller something that holds a connection, a port or a pooled connection until it is released.</summary>
    MustBeReleased = 1UL << 54,

    /// <summary>Gives a part of what it is called on; closing the part closes the whole: <c>TcpClient.GetStream</c>.</summary>
    SharesConnection = 1UL << 55,

    /// <summary>Reads or writes what it is given and neither keeps nor closes it: <c>XmlDocument.Load</c>.</summary>
    OnlyBorrows = 1UL << 56,

    /// <summary>Gives out the operating system's handle; who has it may close it.</summary>
    GivesHandle = 1UL << 57,

    /// <summary>Opens what its creation only prepared: <c>ClientWebSocket.ConnectAsync</c>, <c>HttpListener.Start</c>.</summary>
    Opens = 1UL << 58,

    /// <summary>Where an accept through <c>SocketAsyncEventArgs</c> leaves the connection: <c>AcceptSocket</c>.</summary>
    HoldsAccepted = 1UL << 59,
}
