using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using ReferenceClient;
using ReferenceServer.Delivery;
using ReferenceServer.Delivery.Store;

try
{
    return await (args switch
    {
        ["receive", var address, var folder, var durability, "handled"] => Receiver.RunAsync(Address(address), folder, DurabilityOf([durability]), AcknowledgeAfter.Handler),
        ["receive", var address, var folder, .. var more] => Receiver.RunAsync(Address(address), folder, DurabilityOf(more), AcknowledgeAfter.Journal),
        ["send", var address, var folder, var count, var durability, var rate] => Sender.RunAsync(Address(address), folder, Number(count), size: 0, inFlight: Number(count), DurabilityOf([durability]), Number(rate)),
        ["send", var address, var folder, var count, .. var more] => Sender.RunAsync(Address(address), folder, Number(count), size: 0, inFlight: 16, DurabilityOf(more)),
        ["load", var address, var folder, var count, var size, var inFlight, .. var more] =>
            Sender.RunAsync(Address(address), folder, Number(count), Number(size), Number(inFlight), DurabilityOf(more)),
        _ => Task.FromResult(Usage()),
    });
}
catch (Exception failure) when (failure is ArgumentException or IOException or UnauthorizedAccessException or SocketException)
{
    // What a person set wrongly, or what the machine refuses: one sentence, not a stack trace.
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static IPEndPoint Address(string text) => IPEndPoint.TryParse(text, out var address) && address.Port > 0
    ? address
    : throw new ArgumentException($"{text} is no ADDRESS:PORT: an IP address (names are not looked up) and a port from 1 to {IPEndPoint.MaxPort}.");

static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
    ? number
    : throw new ArgumentException($"{text} is no count: 1 to {int.MaxValue}.");

static Durability DurabilityOf(string[] rest) => rest switch
{
    [] or ["power-loss"] => Durability.PowerLoss,
    ["process-crash"] => Durability.ProcessCrash,
    _ => throw new ArgumentException($"{string.Join(' ', rest)} is no durability: power-loss or process-crash."),
};

static int Usage()
{
    Console.Error.WriteLine("""
        receive ADDRESS:PORT FOLDER [power-loss|process-crash [handled]]             listens, writes each message as a line of FOLDER/received.txt; handled: acknowledges it after that
        send    ADDRESS:PORT FOLDER COUNT [power-loss|process-crash [RATE]]          sends numbered lines until FOLDER/outbox has counted to COUNT, RATE a second
        load    ADDRESS:PORT FOLDER COUNT SIZE IN-FLIGHT [power-loss|process-crash]  the same as fast as it goes, with messages of SIZE bytes
        """);
    return 2;
}
