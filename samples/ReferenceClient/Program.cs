using System;
using System.Globalization;
using System.Net;
using ReferenceClient;
using ReferenceServer.Delivery;
using ReferenceServer.Delivery.Store;

return args switch
{
    ["receive", var address, var folder, var durability, "handled"] => await Receiver.RunAsync(IPEndPoint.Parse(address), folder, DurabilityOf([durability]), AcknowledgeAfter.Handler),
    ["receive", var address, var folder, .. var more] => await Receiver.RunAsync(IPEndPoint.Parse(address), folder, DurabilityOf(more), AcknowledgeAfter.Journal),
    ["send", var address, var folder, var count, var durability, var rate] => await Sender.RunAsync(IPEndPoint.Parse(address), folder, Number(count), size: 0, inFlight: Number(count), DurabilityOf([durability]), Number(rate)),
    ["send", var address, var folder, var count, .. var more] => await Sender.RunAsync(IPEndPoint.Parse(address), folder, Number(count), size: 0, inFlight: 16, DurabilityOf(more)),
    ["load", var address, var folder, var count, var size, var inFlight, .. var more] =>
        await Sender.RunAsync(IPEndPoint.Parse(address), folder, Number(count), Number(size), Number(inFlight), DurabilityOf(more)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

static Durability DurabilityOf(string[] rest) => rest is [] or ["power-loss"] ? Durability.PowerLoss : Durability.ProcessCrash;

static int Usage()
{
    Console.Error.WriteLine("""
        receive ADDRESS:PORT FOLDER [power-loss|process-crash [handled]]             listens, writes each message as a line of FOLDER/received.txt; handled: acknowledges it after that
        send    ADDRESS:PORT FOLDER COUNT [power-loss|process-crash [RATE]]          sends numbered lines until FOLDER/outbox has counted to COUNT, RATE a second
        load    ADDRESS:PORT FOLDER COUNT SIZE IN-FLIGHT [power-loss|process-crash]  the same as fast as it goes, with messages of SIZE bytes
        """);
    return 2;
}
