using System;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// What a member of .NET's API means for a connection: a set, for a member can mean several things. The tables beside this file
/// say which member means what; a rule watches topics, never names. A topic of a single table is declared in that table's file.
/// </summary>
internal readonly partial struct Topics : IEquatable<Topics>
{
    public static readonly Topics None;

    /// <summary>Returns (perhaps as a task, or inside a result struct) how many bytes came: <c>Socket.Receive</c>, <c>Stream.Read</c>.</summary>
    public static readonly Topics ReceivesBytes = New();

    /// <summary>Reads bytes and fills the buffer or throws: <c>ReadExactly</c>.</summary>
    public static readonly Topics ReceivesExactly = New();

    /// <summary>Reads text, a line or a value through a reader: <c>StreamReader.ReadLine</c>, <c>BinaryReader.ReadInt32</c>.</summary>
    public static readonly Topics ReadsThroughReader = New();

    /// <summary>Hands bytes to the kernel (or to a stream that does): <c>Socket.Send</c>, <c>Stream.Write</c>.</summary>
    public static readonly Topics SendsBytes = New();

    /// <summary>Writes text or values through a writer: <c>StreamWriter.WriteLine</c>.</summary>
    public static readonly Topics WritesThroughWriter = New();

    /// <summary>Takes a connection (or an HTTP context) off a queue: <c>Socket.Accept</c>, <c>TcpListener.AcceptTcpClientAsync</c>, <c>HttpListener.GetContext</c>.</summary>
    public static readonly Topics Accepts = New();

    /// <summary>Opens a connection.</summary>
    public static readonly Topics Connects = New();

    /// <summary>TLS or SASL handshake on a stream.</summary>
    public static readonly Topics Handshakes = New();

    /// <summary>Starts listening; may set the backlog.</summary>
    public static readonly Topics Listens = New();

    /// <summary><c>XxxAsync(SocketAsyncEventArgs)</c>: false means that it completed at once and raises no event.</summary>
    public static readonly Topics CompletesThroughArgs = New();

    /// <summary><c>BeginXxx</c>: starts an operation that a callback ends.</summary>
    public static readonly Topics Begins = New();

    /// <summary><c>EndXxx</c>: ends what a <c>BeginXxx</c> started; throws its error.</summary>
    public static readonly Topics Ends = New();

    /// <summary>Blocks its thread until the network answers.</summary>
    public static readonly Topics BlocksOnNetwork = New();

    /// <summary>Returns a task (or completes otherwise later): its timeout properties do not count.</summary>
    public static readonly Topics Asynchronous = New();

    /// <summary>Closes or disposes what it is called on.</summary>
    public static readonly Topics Releases = New();

    /// <summary>Gives a socket an option: <c>SetSocketOption</c>, <c>IOControl</c>.</summary>
    public static readonly Topics SetsOption = New();

    /// <summary>A timeout in milliseconds that only blocking calls obey: <c>ReceiveTimeout</c>, <c>ReadTimeout</c>.</summary>
    public static readonly Topics BlockingTimeout = New();

    /// <summary>Says what was true at the last call: <c>Connected</c>.</summary>
    public static readonly Topics RemembersConnected = New();

    /// <summary>Text to bytes: <c>Encoding.GetBytes</c>.</summary>
    public static readonly Topics Encodes = New();

    /// <summary>Bytes to text: <c>Encoding.GetString</c>.</summary>
    public static readonly Topics Decodes = New();

    /// <summary>Makes what decodes piece by piece and keeps half a character for the next one: <c>Encoding.GetDecoder</c>.</summary>
    public static readonly Topics MakesDecoder = New();

    /// <summary>Fixed-size bytes to a number: <c>BitConverter.ToInt32</c>, <c>BinaryPrimitives.ReadInt32BigEndian</c>.</summary>
    public static readonly Topics ParsesNumber = New();

    /// <summary>Starts a thread, or queues work to one: <c>new Thread</c>, <c>ThreadPool.QueueUserWorkItem</c>, <c>Task.Run</c>.</summary>
    public static readonly Topics StartsWork = New();

    /// <summary>Blocks its thread for a time or for another thread: <c>Thread.Sleep</c>, <c>Task.Wait</c>, <c>Task.Result</c>.</summary>
    public static readonly Topics BlocksThread = New();

    /// <summary>Keeps a processor busy for long: key derivation, compression at its slowest level.</summary>
    public static readonly Topics BurnsCpu = New();

    /// <summary>Creates a connection object that its creator must dispose: <c>new Socket</c>, <c>new TcpClient</c>.</summary>
    public static readonly Topics CreatesConnection = New();

    /// <summary>A length of text in UTF-16 units: <c>string.Length</c>.</summary>
    public static readonly Topics CountsCharacters = New();

    /// <summary>Says how many bytes follow: <c>ContentLength64</c>, <c>Content-Length</c>.</summary>
    public static readonly Topics DeclaresLength = New();

    /// <summary>One byte, or -1 at the end: <c>Stream.ReadByte</c>.</summary>
    public static readonly Topics ReadsOneByte = New();

    /// <summary>One line, or null at the end: <c>TextReader.ReadLine</c>.</summary>
    public static readonly Topics ReadsLine = New();

    /// <summary>How many bytes wait, or whether any do: <c>Available</c>, <c>DataAvailable</c>, <c>Poll</c>.</summary>
    public static readonly Topics CountsWaitingBytes = New();

    /// <summary>Carries one datagram, whole or cut: there is no stream to frame.</summary>
    public static readonly Topics Datagram = New();

    /// <summary>Ends a wait after a time: <c>CancelAfter</c>, <c>WaitAsync(TimeSpan)</c>.</summary>
    public static readonly Topics SetsDeadline = New();

    /// <summary>Is given the code that answers requests or serves connections: <c>MapGet</c>, <c>Use</c>, <c>Run</c>.</summary>
    public static readonly Topics TakesHandler = New();

    /// <summary>Blocks its thread until somebody gives a signal: <c>WaitHandle.WaitOne</c>.</summary>
    public static readonly Topics WaitsForSignal = New();

    /// <summary>Asks a name server, or sends a whole request, and blocks its thread until the answer is there.</summary>
    public static readonly Topics AsksAndWaits = New();

    /// <summary>Hashes or encrypts the bytes it is given: cheap once, dear in a long loop.</summary>
    public static readonly Topics DigestsBytes = New();

    /// <summary>Says whether bytes wait to be read, or makes calls return at once: <c>Available</c>, <c>DataAvailable</c>, <c>Poll</c>, <c>Blocking</c>.</summary>
    public static readonly Topics AvoidsWaiting = New();

    /// <summary>Gives its caller something that holds a connection, a port or a pooled connection until it is released.</summary>
    public static readonly Topics MustBeReleased = New();

    /// <summary>Gives a part of what it is called on; closing the part closes the whole: <c>TcpClient.GetStream</c>.</summary>
    public static readonly Topics SharesConnection = New();

    /// <summary>Reads or writes what it is given and neither keeps nor closes it: <c>XmlDocument.Load</c>.</summary>
    public static readonly Topics OnlyBorrows = New();

    /// <summary>Gives out the operating system's handle; who has it may close it.</summary>
    public static readonly Topics GivesHandle = New();

    /// <summary>Opens what its creation only prepared: <c>ClientWebSocket.ConnectAsync</c>, <c>HttpListener.Start</c>.</summary>
    public static readonly Topics Opens = New();

    /// <summary>Where an accept through <c>SocketAsyncEventArgs</c> leaves the connection: <c>AcceptSocket</c>.</summary>
    public static readonly Topics HoldsAccepted = New();

    /// <summary>How many topics there can be.</summary>
    private const int Room = 192;

    private static int _made;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;

    private Topics(ulong first, ulong second, ulong third)
    {
        _first = first;
        _second = second;
        _third = third;
    }

    public static Topics operator |(Topics left, Topics right) =>
        new(left._first | right._first, left._second | right._second, left._third | right._third);

    public static Topics operator &(Topics left, Topics right) =>
        new(left._first & right._first, left._second & right._second, left._third & right._third);

    public static Topics operator ~(Topics topics) => new(~topics._first, ~topics._second, ~topics._third);

    public static bool operator ==(Topics left, Topics right) => left.Equals(right);

    public static bool operator !=(Topics left, Topics right) => !left.Equals(right);

    /// <summary>Whether the two sets meet.</summary>
    public bool HasAny(Topics topics) =>
        ((_first & topics._first) | (_second & topics._second) | (_third & topics._third)) != 0;

    public bool Equals(Topics other) => _first == other._first && _second == other._second && _third == other._third;

    public override bool Equals(object? other) => other is Topics topics && Equals(topics);

    public override int GetHashCode() => unchecked(((_first * 31) + _second) * 31 + _third).GetHashCode();

    /// <summary>A topic of its own. The numbers mean nothing: they differ with the order in which tables are compiled.</summary>
    private static Topics New()
    {
        var number = _made++;
        return number < 64 ? new(1UL << number, 0, 0)
            : number < 128 ? new(0, 1UL << (number - 64), 0)
            : number < Room ? new(0, 0, 1UL << (number - 128))
            : throw new InvalidOperationException($"There is room for {Room} topics.");
    }
}
