using System.Globalization;
using System.Net;
using Incidents.Naive.RetriedUntilNoError;
using Incidents.Naive.SendTakenForDelivery;
using Incidents.Naive.SlowAcceptLoop;
using Incidents.Naive.StopsAnswering;
using Incidents.Naive.ThreadPerConnection;
using Incidents.Naive.VanishedPeers;

// Who starts these programs holds their standard input; when it closes, they end, so that none outlives its incident.
if (Console.IsInputRedirected && Environment.GetEnvironmentVariable("INCIDENTS_HELD") == "1")
{
    new Thread(static () =>
    {
        while (Console.In.Read() >= 0)
        {
        }

        Environment.Exit(0);
    })
    { IsBackground = true }.Start();
}

return args switch
{
    ["1", var address] => await HomeMadeServer.RunAsync(IPEndPoint.Parse(address)),
    ["2-receive", var address, var folder] => LineReceiver.Run(IPEndPoint.Parse(address), folder),
    ["2-send", var server, var folder, var count, .. var rate] => LineSender.Run(IPEndPoint.Parse(server), folder, Number(count), rate is [var given] ? Number(given) : null),
    ["3", var address] => await AsyncServer.RunAsync(IPEndPoint.Parse(address)),
    ["4", var address] => BlockingServer.Run(IPEndPoint.Parse(address)),
    ["4", var address, var threads] => BlockingServer.Run(IPEndPoint.Parse(address), Number(threads)),
    ["5", var address] => await TelemetryServer.RunAsync(IPEndPoint.Parse(address)),
    ["6-send", var server, var count, var rate] => await OrderSender.RunAsync(IPEndPoint.Parse(server), Number(count), Number(rate)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("""
        The naive programs of the six incidents; samples/Incidents plays them.
        1         ADDRESS:PORT                     serves HTTP in its accept loop
        2-receive ADDRESS:PORT FOLDER              writes each line it receives to FOLDER/received.txt
        2-send    ADDRESS:PORT FOLDER COUNT [RATE] sends numbered lines, RATE a second; a failed send is repeated over the next connection
        3         ADDRESS:PORT                     serves HTTP and computes, throws and counts characters where it should not
        4         ADDRESS:PORT [THREADS]           serves HTTP with a thread for each connection, at most THREADS
        5         ADDRESS:PORT                     takes measurements from peers that it believes in
        6-send    ADDRESS:PORT COUNT RATE          sends orders from a queue and forgets each when send has returned
        """);
    return 2;
}
