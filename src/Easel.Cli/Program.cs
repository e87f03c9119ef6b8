Console.WriteLine("easel");
