using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Tools.Labels.PrintOnce
{
    /// <summary>Command line: printonce HOST FILE. Sends one label, half-closes, shows what the printer says, ends.</summary>
    public static class PrintOnceProgram
    {
        private const int TimeoutMs = 15000;

        public static int Run(string[] args, TextWriter output, TextWriter error)
        {
            if (args.Length != 2)
            {
                error.WriteLine("usage: printonce HOST FILE");
                return 2;
            }
            using (TcpClient tcp = new TcpClient())
            {
                try
                {
                    if (!tcp.ConnectAsync(args[0], 9100).Wait(TimeoutMs))
                    {
                        error.WriteLine("no connection within " + TimeoutMs + " ms");
                        return 1;
                    }
                    tcp.ReceiveTimeout = TimeoutMs;
                    tcp.SendTimeout = TimeoutMs;
                    NetworkStream net = tcp.GetStream();
                    using (FileStream file = File.OpenRead(args[1]))
                        file.CopyTo(net);
                    // The printer answers after our end and then closes too: reading to the end is the protocol here.
                    tcp.Client.Shutdown(SocketShutdown.Send);
                    using (StreamReader reader = new StreamReader(net, Encoding.ASCII))
                        output.Write(reader.ReadToEnd());
                    return 0;
                }
                catch (AggregateException ex)
                {
                    error.WriteLine(ex.InnerException.Message);
                }
                catch (IOException ex)
                {
                    error.WriteLine(ex.Message);
                }
                catch (SocketException ex)
                {
                    error.WriteLine(ex.Message);
                }
                return 1;
            }
        }
    }
}
